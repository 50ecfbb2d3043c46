import { expect, it } from 'vitest'
import { MAX_TEXT_BYTES, truncated } from '../../events/truncate.js'

it('leaves alone what is short enough, quotes, newlines and large characters included', () => {
  for (const text of ['', 'a "b"\n\tc', '😀'.repeat(MAX_TEXT_BYTES / 4), 'x'.repeat(MAX_TEXT_BYTES)]) {
    expect(truncated(text)).toBe(text)
  }
})

it.each([
  ['1 MB', 'e'.repeat(1_048_576)],
  ['one byte too long', 'x'.repeat(MAX_TEXT_BYTES + 1)],
  ['4-byte characters', `a${'😀'.repeat(MAX_TEXT_BYTES)}`],
  ['3-byte characters', '€'.repeat(MAX_TEXT_BYTES)],
])('keeps the beginning of %s, whole characters only, and says how long it was', (_name, text) => {
  const cut = truncated(text)
  const mark = ` [cut: ${Buffer.byteLength(text)} bytes]`
  expect(cut.endsWith(mark)).toBe(true)
  expect(text.startsWith(cut.slice(0, -mark.length))).toBe(true)
  expect(Buffer.byteLength(cut)).toBeGreaterThan(MAX_TEXT_BYTES - 4)
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MAX_TEXT_BYTES)
})

it('writes U+FFFD for half a character', () => {
  expect(truncated('a\ud83d')).toBe('a\ufffd')
})
