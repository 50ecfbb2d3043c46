import { describe, expect, it } from 'vitest'
import { probedCore } from '../helpers/probed-core.js'

/** What is said of an environment with these variables, which is made all the same. */
async function warningsOf(userVars: Record<string, string>): Promise<readonly string[]> {
  const { manager, logger } = await probedCore()
  const environment = await manager.create({ template: 't', userVars })
  expect(environment.state).toBe('CONFIGURED')
  const logged = logger.lines.filter((line) => line.startsWith('warn: detectors '))
  expect(logged).toEqual(environment.warnings.map((text) => `warn: ${text}`))
  return environment.warnings
}

const hosts = '["flp-its-1","flp-tpc-1"]'

describe('detectors', () => {
  it('that are those of the hosts are nothing to talk about', async () => {
    expect(await warningsOf({ hosts })).toEqual([])
    expect(await warningsOf({ hosts, detectors: '["TPC","ITS"]' })).toEqual([])
  })

  it.each([
    [
      '["ITS","MFT","TPC"]',
      ['detectors names MFT, which no host belongs to: hosts are flp-its-1, flp-tpc-1'],
    ],
    ['["TPC"]', ['detectors does not name ITS: flp-its-1 belongs to it']],
    [
      '["ITS","TPX","TPX"]',
      [
        'detectors names "TPX", which does not exist: the configuration has FDD, ITS, MFT, TPC; did you mean TPC?',
        'detectors does not name TPC: flp-tpc-1 belongs to it',
      ],
    ],
    [
      '[]',
      [
        'detectors does not name ITS: flp-its-1 belongs to it',
        'detectors does not name TPC: flp-tpc-1 belongs to it',
      ],
    ],
    ['["ITS","TPC","nonsense"]', [expect.stringMatching(/^detectors names "nonsense", .* ITS, MFT, TPC$/)]],
  ])('%s for hosts of ITS and TPC', async (detectors, expected) => {
    expect(await warningsOf({ hosts, detectors })).toEqual(expected)
  })

  it('that are no list are left to the calls that need them', async () => {
    expect(await warningsOf({ hosts, detectors: 'ITS' })).toEqual([])
  })
})

it('are a bounded number of sentences, whatever the number of detectors', async () => {
  const names = Array.from({ length: 5000 }, (_, index) => `X${index}`)
  const warnings = await warningsOf({ hosts, detectors: JSON.stringify(names) })
  expect(warnings).toHaveLength(11)
  expect(warnings[0]).toMatch(/^detectors names "X0", which does not exist/)
  expect(warnings[10]).toBe('detectors and hosts differ in 4992 more names')
  expect(warnings.join('').length).toBeLessThan(5000)
})
