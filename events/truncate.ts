/** How many bytes of UTF-8 a text in an event may have, its mark included; Kafka takes 1 MB per record. */
export const MAX_TEXT_BYTES = 65_536

/**
 * The text as it goes into an event: its beginning and a mark that says how long it was where it is too long, and
 * U+FFFD for what is no character.
 */
export function truncated(text: string): string {
  const wellFormed = text.toWellFormed()
  if (wellFormed.length * 3 <= MAX_TEXT_BYTES) return wellFormed
  const bytes = Buffer.from(wellFormed)
  if (bytes.length <= MAX_TEXT_BYTES) return wellFormed
  const mark = ` [cut: ${bytes.length} bytes]`
  return bytes.toString('utf8', 0, characterStart(bytes, MAX_TEXT_BYTES - mark.length)) + mark
}

/** The last place up to `index` where a character begins. */
function characterStart(bytes: Buffer, index: number): number {
  let start = index
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1
  return start
}
