import { Metadata } from '@grpc/grpc-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, ERROR_TRAILER, encodeText } from '../../control-api/trailers.js'

describe('the text of a trailer', () => {
  it.each([
    ['a hook failed', 'a hook failed'],
    ['50% of Ω\n', '50%25 of %CE%A9%0A'],
    ['\ud800', '%EF%BF%BD'],
  ])('%j', (text, encoded) => {
    expect(encodeText(text)).toBe(encoded)
    expect(decodeText(encoded)).toBe(text.toWellFormed())
  })

  it('takes any text, and metadata take it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        new Metadata().set(ERROR_TRAILER, encodeText(text))
        expect(decodeText(encodeText(text))).toBe(text)
      }),
    )
  })

  it('cuts what is long between two characters', () => {
    for (const character of ['x', 'Ω', '😀', '%']) {
      const encoded = encodeText(character.repeat(100_000))
      expect(encoded.length).toBeLessThanOrEqual(1024)
      expect(encoded.length).toBeGreaterThan(1024 - 12)
      expect(decodeText(encoded).replaceAll(character, '')).toBe('…')
    }
  })

  it('shows what is not encoded as it came', () => {
    expect(decodeText('100% of them')).toBe('100% of them')
  })
})
