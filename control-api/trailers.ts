/** The trailer of an answer in which a transition led to ERROR: why it did. A core that is not this one sends none. */
export const ERROR_TRAILER = 'aliecs-error'

/** The trailer of a new environment: what is allowed, and most likely not what was meant, a line each. */
export const WARNING_TRAILER = 'aliecs-warning'

/** Trailer of `GetFrameworkInfo`: `aliecs-kafka/<version>`. A core that is not this one sends none. */
export const CORE_TRAILER = 'aliecs-core'

/** Trailers are HTTP headers, which clients bound. */
const MAX_BYTES = 1024

/** The text as gRPC encodes the message of a status: printable ASCII, UTF-8 in percent signs. What is too long is cut. */
export function encodeText(text: string): string {
  const whole = encode(text)
  if (whole.length <= MAX_BYTES) return whole
  let encoded = ''
  for (const character of text) {
    const next = encoded + encode(character)
    if (next.length + encode('…').length > MAX_BYTES) break
    encoded = next
  }
  return encoded + encode('…')
}

/** What is not well-formed is shown as it came. */
export function decodeText(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function encode(text: string): string {
  return text.toWellFormed().replaceAll(/[^ -$&-~]/gu, (character) => encodeURIComponent(character))
}
