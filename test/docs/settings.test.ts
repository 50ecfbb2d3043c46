import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { renderReference } from '../../settings/reference.js'

const path = join(import.meta.dirname, '../../docs/reference/settings.md')

it('docs/reference/settings.md is what settings/schema.ts says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, renderReference())
  expect(readFileSync(path, 'utf8')).toBe(renderReference())
})
