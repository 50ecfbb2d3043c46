import { describe, expect, it } from 'vitest'
import { checkVariables, flagOf, matchNames, variableOf } from '../../settings/names.js'
import { SETTING_KEYS } from '../../settings/schema.js'

function matched(values: Record<string, unknown>) {
  const warnings: string[] = []
  const result = matchNames(values, 'here', (sentence) => warnings.push(sentence))
  return { values: Object.fromEntries(result), warnings }
}

describe('matchNames', () => {
  it('leaves alone what belongs to others', () => {
    const others = { bookkeepingBaseUri: 'x', dcsServiceEndpoint: 'y', verbose: true, metrics: {} }
    expect(matched({ ...others, logLevel: 'info' })).toEqual({ values: { logLevel: 'info' }, warnings: [] })
  })

  it('warns of a name that is a letter or two off', () => {
    const { values, warnings } = matched({ kafkaEndpont: 'a:1', integrationPlugin: ['kafka'] })
    expect(values).toEqual({})
    expect(warnings).toEqual([
      'kafkaEndpont (here) is ignored: did you mean kafkaEndpoint?',
      'integrationPlugin (here) is ignored: did you mean integrationPlugins?',
    ])
  })

  it('takes a name in another case, as the original does, with a warning', () => {
    expect(matched({ kafkaEndPoint: 'a:1' })).toEqual({
      values: { kafkaEndpoint: 'a:1' },
      warnings: ['kafkaEndPoint (here) is taken as kafkaEndpoint'],
    })
  })

  it.each([
    [{ kafkaEndPoint: 'a:1', kafkaEndpoint: 'b:2' }, 'b:2'],
    [{ kafkaEndpoint: 'b:2', kafkaEndPoint: 'a:1' }, 'b:2'],
    [{ KAFKAENDPOINT: 'b:2', kafkaEndPoint: 'a:1' }, 'b:2'],
  ])('takes one of several spellings, the exact one first: %j', (given, taken) => {
    const { values, warnings } = matched(given)
    expect(values).toEqual({ kafkaEndpoint: taken })
    expect(warnings.join()).toContain('kafkaEndPoint (here) is ignored: kafkaEndpoint is there too')
  })
})

describe('checkVariables', () => {
  it('warns of ALIECS_ variables that are a letter or two off', () => {
    const warnings: string[] = []
    const env = {
      ALIECS_KAFKA_ENDPOINT: 'a:1',
      ALIECS_LOGLEVEL: 'info',
      ALIECS_TEST_SERVICES: '0',
      PATH: '/bin',
    }
    checkVariables(env, (sentence) => warnings.push(sentence))
    expect(warnings).toEqual([
      'environment ALIECS_KAFKA_ENDPOINT is ignored: did you mean ALIECS_KAFKAENDPOINT?',
    ])
  })
})

describe('variableOf, flagOf', () => {
  it('give every setting a variable and a flag of its own', () => {
    expect(variableOf('kafkaEndpoint')).toBe('ALIECS_KAFKAENDPOINT')
    expect(flagOf('kafkaEndpoint')).toBe('--kafka-endpoint')
    expect(new Set(SETTING_KEYS.map(variableOf)).size).toBe(SETTING_KEYS.length)
    expect(new Set(SETTING_KEYS.map(flagOf)).size).toBe(SETTING_KEYS.length)
  })
})
