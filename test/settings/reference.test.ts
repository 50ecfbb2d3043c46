import { describe, expect, it } from 'vitest'
import { renderReference } from '../../settings/reference.js'
import { SETTING_KEYS } from '../../settings/schema.js'

describe('renderReference', () => {
  it('has one row of four cells for every setting', () => {
    const rows = renderReference()
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1])).toEqual(SETTING_KEYS)
    for (const row of rows) expect(row.split('|')).toHaveLength(6)
  })

  it('shows defaults as they are written in YAML', () => {
    expect(renderReference()).toContain('| `localhost:9092` | Kafka brokers')
    expect(renderReference()).toContain('| `["localhost:9092"]` |')
  })
})
