import type { ServiceDefinition } from '@grpc/grpc-js'

/** Fields of one request, each item of a list and each entry of a map counted. */
export const MOST_FIELDS = 10_000

const VARINT = 0
const FIXED64 = 1
const DELIMITED = 2
const FIXED32 = 5
/** Bytes of a number. More are malformed: to read them all would occupy the core for a third of a second. */
const LONGEST_VARINT = 10

/** Service whose requests are counted before they are decoded: a million tiny fields would occupy the decoder for a second. */
export function withRequestBounds(definition: ServiceDefinition): ServiceDefinition {
  const bounded = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      if (countFields(bytes, MOST_FIELDS + 1) > MOST_FIELDS)
        throw new Error(`expected at most ${MOST_FIELDS} fields, items of lists and maps included`)
      return method.requestDeserialize(bytes)
    }
    return [name, { ...method, requestDeserialize }] as const
  })
  return Object.fromEntries(bounded)
}

/** Number of fields at the top of an encoded message, counted up to `enough`. Malformed bytes are left to the decoder. */
export function countFields(bytes: Uint8Array, enough: number): number {
  let count = 0
  let position = 0
  const varint = (): number => {
    let value = 0
    for (let length = 0; length < LONGEST_VARINT; length++) {
      const byte = bytes[position++] ?? 0
      value += (byte & 0x7f) * 2 ** (7 * length)
      if (byte < 0x80) return value
    }
    position = bytes.length
    return value
  }
  const skip = (length: number): void => {
    position += length
  }
  while (position < bytes.length && count < enough) {
    const wireType = varint() & 7
    if (wireType === VARINT) varint()
    else if (wireType === FIXED64) skip(8)
    else if (wireType === DELIMITED) skip(varint())
    else if (wireType === FIXED32) skip(4)
    count += 1
  }
  return count
}
