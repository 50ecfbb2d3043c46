export const REDACTED = '[redacted]'

const SCHEME = /^[a-z][a-z0-9+.-]{0,30}:\/\//i
/** A standalone part of the credentials is replaced only from this length on: a shorter one is part of many words. */
const SHORTEST_PASSWORD = 4
const SHORTEST_USER_TOKEN = 8

/** Address taken apart at its last `@`: a password may hold any character, valid in a URL or not. */
interface AddressParts {
  /** `https://`; empty where there is none. */
  scheme: string
  /** `user:password`; undefined where there is no `@`. */
  userInfo: string | undefined
  /** From the host on. */
  rest: string
}

function splitAddress(text: string): AddressParts {
  const scheme = SCHEME.exec(text)?.[0] ?? ''
  const body = text.slice(scheme.length)
  const at = body.lastIndexOf('@')
  return at < 0
    ? { scheme, userInfo: undefined, rest: body }
    : { scheme, userInfo: body.slice(0, at), rest: body.slice(at + 1) }
}

/** One address without user name, password, query and fragment: `https://[redacted]@host/path?[redacted]`. */
export function redactAddress(text: string): string {
  const { scheme, userInfo, rest } = splitAddress(text)
  // A port that is not a number is the beginning of a password.
  if (scheme !== '' && userInfo === undefined && /^[^/?#[\]:]*:(?!\d*([/?#]|$))/.test(rest))
    return `${scheme}${REDACTED}`
  const end = scheme === '' ? -1 : rest.search(/[?#]/)
  const shown = end < 0 ? rest : `${rest.slice(0, end + 1)}${REDACTED}`
  return `${scheme}${userInfo === undefined ? '' : `${REDACTED}@`}${shown}`
}

/** One entry of `workflowTemplates`: a URL as {@link redactAddress} shows it, a folder as it is unless it looks like `user:password@host`. */
export function redactEntry(text: string): string {
  if (SCHEME.test(text)) return redactAddress(text)
  const [colon, at] = [text.indexOf(':'), text.lastIndexOf('@')]
  if (colon < 0 || at < colon) return text
  return `${text.slice(0, text.lastIndexOf('/', colon) + 1)}${REDACTED}${text.slice(at)}`
}

/** Text without the credentials of an address that is known: of git, which repeats what it was given. */
export function redactKnown(text: string, address: string): string {
  return secretsOf(address).reduce((shown, secret) => shown.replaceAll(secret, REDACTED), text)
}

/** Every form in which the credentials of an address can come back, longest first. */
function secretsOf(address: string): string[] {
  const { scheme, userInfo, rest } = splitAddress(address)
  const query = scheme === '' ? '' : (/[?#](.+)$/s.exec(rest)?.[1] ?? '')
  const [user = '', password = ''] = /^([^:]*)(?::(.*))?$/s.exec(userInfo ?? '')?.slice(1) ?? []
  const isToken = password === '' && !/^ssh:/i.test(scheme) && user.length >= SHORTEST_USER_TOKEN
  const parts = [
    ...(userInfo === undefined ? [] : [`${userInfo}@`]),
    ...(password.length >= SHORTEST_PASSWORD ? [userInfo ?? '', password] : []),
    ...(isToken ? [user] : []),
    ...(query.length >= SHORTEST_PASSWORD ? [query] : []),
  ]
  const forms = parts.flatMap((part) => [part, encoded(part), decoded(part)])
  return [...new Set(forms)].filter((form) => form !== '').sort((a, b) => b.length - a.length)
}

function encoded(text: string): string {
  return encodeURI(text.toWellFormed())
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Text that may hold addresses, none of which is known. Everything before an `@` goes, back to the scheme or to the end of
 * the address before it, so that no character of a password can end the search.
 */
export function withoutCredentials(text: string): string {
  const [first = '', ...others] = text.split('@')
  if (others.length === 0) return text
  const last = others.pop() ?? ''
  const scheme = /^.*?[a-z][a-z0-9+.-]{0,30}:\/\//is.exec(first.slice(0, MOST_WORDS))?.[0]
  const shown = scheme ?? /^["[]*/.exec(first)?.[0] ?? ''
  const between = others.map((part) => `${REDACTED}@${/^[^/\s",]*[/\s",]?/.exec(part)?.[0] ?? ''}`)
  return `${shown}${between.join('')}${REDACTED}@${last}`
}

/** A scheme is looked for in this much of a text. */
const MOST_WORDS = 1000
