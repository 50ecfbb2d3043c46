import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseScenario } from '../../core/index.js'
import { renderScenarioReference } from '../../core/scenario/reference.js'

const path = join(import.meta.dirname, '../../docs/reference/scenarios.md')

it('docs/reference/scenarios.md is what core/scenario/schema.ts says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, renderScenarioReference())
  expect(readFileSync(path, 'utf8')).toBe(renderScenarioReference())
})

it('says something of every key, and its example is a scenario', () => {
  const page = renderScenarioReference()
  for (const row of page.matchAll(/^\| `.*$/gm))
    expect(row[0]).not.toMatch(/\| {2}\| [^|]*\| {2}\||\| {2}\|$/)
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(page) ?? []
  expect(parseScenario(example, 'example.yaml').scenario.steps).toHaveLength(4)
})
