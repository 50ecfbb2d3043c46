import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../errors.js'

const page = readFileSync(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|.*\| (yes|no) \|$/gm)]

describe('docs/reference/errors.md', () => {
  it('has every code, and no other', () => {
    expect(rows.map(([, code]) => code).sort()).toEqual(Object.keys(ERROR_CODES).sort())
  })

  it('says of each whether it is worth trying again', () => {
    const documented = Object.fromEntries(rows.map(([, code, retryable]) => [code, retryable === 'yes']))
    expect(documented).toEqual({ ...ERROR_CODES })
  })
})
