import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parseVars } from '../../plugin/env-info.js'
import type { VarStack } from '../../plugin/host.js'
import { caught } from '../helpers/caught.js'

const vars = (changes: Record<string, string | undefined> = {}): VarStack => {
  const all = {
    environment_id: '2rE9AV3m1HL',
    __call_trigger: 'enter_RUNNING',
    detectors: '["TPC","ITS"]',
    enter_state_time_ms: '1722470400123',
    run_number: '567000',
    run_type: 'PHYSICS',
    ...changes,
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

describe('parseVars', () => {
  it('keeps the detectors in the order given', () => {
    expect(parseVars(vars())).toEqual({
      trigger: 'enter_RUNNING',
      envInfo: {
        environmentId: '2rE9AV3m1HL',
        state: 'RUNNING',
        detectors: ['TPC', 'ITS'],
        enterStateTimestamp: '1722470400123',
        runNumber: 567000,
        runType: 'PHYSICS',
      },
    })
  })

  it.each(['environment_id', '__call_trigger', 'detectors', 'enter_state_time_ms'])('needs %s', (name) => {
    const error = caught(() => parseVars(vars({ [name]: undefined })))
    expect(error).toMatchObject({ code: 'KFK_VARS', message: `variable ${name} is not set` })
  })

  it.each(['TPC,ITS', '"TPC"', '{"TPC":1}', '["TPC",1]', "['TPC']", '', '5', '["TPC"] x'])(
    'refuses the detectors %s, with the value',
    (detectors) => {
      const error = caught(() => parseVars(vars({ detectors })))
      expect(error.message).toBe(
        `variable detectors: expected a JSON array of strings, got ${JSON.stringify(detectors)}`,
      )
    },
  )

  it.each(['', 'soon', '+5', '-5', ' 12', '1.5', '1e3', '0x10', '18446744073709551616', '१२'])(
    'refuses the time "%s"',
    (time) => {
      const error = caught(() => parseVars(vars({ enter_state_time_ms: time })))
      expect(error.message).toContain('variable enter_state_time_ms')
      expect(error.message).toContain(JSON.stringify(time))
    },
  )

  it('keeps every digit of any uint64, and no leading zero', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(5), (time, zeros) => {
        const text = '0'.repeat(zeros) + time
        const { envInfo } = parseVars(vars({ enter_state_time_ms: text }))
        expect(envInfo.enterStateTimestamp).toBe(String(time))
      }),
    )
  })

  it.each(['', 'five', '+5', ' 5', '5 ', '4294967296', '-1', '1.0', '0x10'])(
    'goes on without the run number "%s", and says so',
    (runNumber) => {
      const { envInfo, badRunNumber } = parseVars(vars({ run_number: runNumber }))
      expect(envInfo).not.toHaveProperty('runNumber')
      expect(envInfo).toHaveProperty('runType', 'PHYSICS')
      expect(badRunNumber).toBe(runNumber)
    },
  )

  it('keeps a run number 0 and an empty run type', () => {
    expect(parseVars(vars({ run_number: '0', run_type: '' })).envInfo).toMatchObject({
      runNumber: 0,
      runType: '',
    })
  })

  it('gives no run to a trigger that has none', () => {
    const { envInfo, badRunNumber } = parseVars(vars({ __call_trigger: 'enter_CONFIGURED', run_number: 'x' }))
    expect(envInfo).not.toHaveProperty('runNumber')
    expect(envInfo).not.toHaveProperty('runType')
    expect(badRunNumber).toBeUndefined()
  })

  it('takes null for no detectors and for no name, as Go does', () => {
    expect(parseVars(vars({ detectors: 'null' })).envInfo.detectors).toEqual([])
    expect(parseVars(vars({ detectors: '["TPC",null]' })).envInfo.detectors).toEqual(['TPC', ''])
  })

  it('never lets a lone surrogate through', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, fc.array(text), (environment_id, run_type, detectors) => {
        const { envInfo } = parseVars(
          vars({ environment_id, run_type, detectors: JSON.stringify(detectors) }),
        )
        const all = [envInfo.environmentId, envInfo.runType ?? '', ...envInfo.detectors]
        expect(all.every((value) => value.isWellFormed())).toBe(true)
      }),
    )
  })
})

describe('hostile variables', () => {
  const digits = '9'.repeat(4 * 2 ** 20)

  it('makes no number of millions of digits', () => {
    const made = vi.spyOn(globalThis, 'BigInt')
    onTestFinished(() => made.mockRestore())
    expect(parseVars(vars({ run_number: digits }))).toHaveProperty('badRunNumber', digits)
    expect(caught(() => parseVars(vars({ enter_state_time_ms: digits })))).toMatchObject({ code: 'KFK_VARS' })
    expect(made.mock.calls.filter(([text]) => String(text).length > 20)).toEqual([])
  })

  it('takes any number of leading zeros', () => {
    const zeros = '0'.repeat(4 * 2 ** 20)
    expect(parseVars(vars({ run_number: `${zeros}5` })).envInfo.runNumber).toBe(5)
    expect(parseVars(vars({ run_number: `${zeros}x` })).envInfo).not.toHaveProperty('runNumber')
    expect(parseVars(vars({ run_number: zeros })).envInfo.runNumber).toBe(0)
  })

  it.each([
    ['environment_id', 1024],
    ['__call_trigger', 1024],
    ['run_type', 1024],
    ['detectors', 16_384],
  ])('refuses a %s of more than %i characters, which would crowd others out', (name, longest) => {
    const error = caught(() => parseVars(vars({ [name]: 'x'.repeat(2 ** 20) })))
    expect(error.message).toContain(`variable ${name}: expected at most ${longest} characters, got "xxx`)
    expect(error.message).toContain('(1048576 characters)')
    expect(error.message.length).toBeLessThan(400)
  })
})
