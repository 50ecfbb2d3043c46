import { describe, expect, it } from 'vitest'
import { Simulation } from '../../integrated-services/simulation.js'

const possible = { calls: ['Start', 'Stop'], functions: ['Start', 'Ensure'], how: /^(refused|ITS=\w+)$/ }
const read = (vars: Record<string, string>) => Simulation.read('svc', vars, possible)

describe('the delay', () => {
  it.each([
    [{}, 10],
    [{ svc_simulated_delay: '' }, 10],
    [{ svc_simulated_delay: '0s' }, 0],
    [{ svc_simulated_delay: '1m30s' }, 90_000],
  ])('%j', (vars, ms) => expect(read(vars).delayMs).toBe(ms))

  it('is a duration', () => {
    expect(() => read({ svc_simulated_delay: 'soon' })).toThrow(
      'variable svc_simulated_delay: expected a duration such as 10ms or 1m30s, got "soon"',
    )
  })
})

describe('failures', () => {
  const failuresOf = (text: string, name: string, call: string) =>
    read({ svc_simulated_failure: text }).failuresOf(name, call)

  it.each([
    ['', 'Start', 'Start', []],
    ['Start', 'Start', 'Start', ['']],
    ['Start', 'Start', 'Stop', []],
    ['Stop', 'Ensure', 'Stop', ['']],
    ['Ensure/Stop:refused', 'Ensure', 'Stop', ['refused']],
    ['Ensure/Stop:refused', 'Start', 'Stop', []],
    [' Stop:refused, Start:ITS=DEAD ,Stop', 'Ensure', 'Stop', ['refused', '']],
  ])('%j: %s calling %s', (text, name, call, found) => {
    expect(failuresOf(text, name, call)).toEqual(found)
  })

  it.each(['Strat', 'Start:', 'Start:never', 'Stop/Start', 'Start Stop', ':refused'])(
    '%j is none',
    (text) => {
      expect(() => failuresOf(text, 'Start', 'Start')).toThrow(
        `variable svc_simulated_failure: expected [FUNCTION/]CALL[:HOW] with CALL one of Start, Stop, got "${text}"`,
      )
    },
  )
})
