import { expect, test } from 'vitest'
import { createTemplateFunctions, type Value } from '../../../core/workflow/index.js'
import { variablesOf } from '../../../core/workflow/role-variables.js'
import { inventory, warningLogger } from './helpers/load.js'

function call(name: string, args: readonly Value[], stack: Record<string, string> = {}) {
  const { logger, warnings } = warningLogger()
  const called = createTemplateFunctions({ inventory, logger }).get(name)
  if (called === undefined) throw new Error(`no function ${name}`)
  return { result: called(args, variablesOf(stack)), warnings }
}

test.each<[string, Value[], Value]>([
  ['strings.Atoi', ['-12'], -12],
  ['strings.Itoa', [12], '12'],
  ['strings.TrimQuotes', ['""a"b"'], 'a"b'],
  ['strings.TrimSpace', [' a b\n'], 'a b'],
  ['strings.ToUpper', ['tpc'], 'TPC'],
  ['strings.ToLower', ['TPC'], 'tpc'],
  ['json.Unmarshal', ['{"a":[1,null]}'], { a: [1, null] }],
  ['json.Deserialize', ['"x"'], 'x'],
  ['json.Marshal', [{ b: 1, a: ['<'] }], '{"a":["\\u003c"],"b":1}'],
  ['json.Serialize', ['x'], '"x"'],
  ['inventory.DetectorForHost', ['flp-tpc-1'], 'TPC'],
  ['inventory.DetectorsForHosts', ['["flp-tpc-1","flp-its-1","flp-tpc-1"]'], '["ITS","TPC"]'],
  ['inventory.DetectorsForHosts', ['[]'], '[]'],
  ['util.Nullable', [null], ''],
  ['util.SuffixInRange', ['flp12', 'flp', '1', '12'], 'true'],
  ['util.SuffixInRange', ['flp13', 'flp', '1', '12'], 'false'],
  ['util.SuffixInRange', ['epn1', 'flp', '1', '12'], 'false'],
  ['util.SuffixInRange', ['flpx', 'flp', '1', '12'], 'false'],
  ['DetectorForHost', ['flp-its-1'], 'ITS'],
  ['FromJson', ['[]'], []],
])('%s %j', (name, args, expected) => {
  expect(call(name, args).result).toEqual(expected)
})

test.each(['true', 'YES', ' y ', '1', 'On', 'ok'])('%j is truthy', (value) => {
  expect(call('strings.IsTruthy', [value]).result).toBe(true)
  expect(call('strings.IsFalsy', [value]).result).toBe(false)
})

test.each(['false', 'NO', ' n ', '0', 'Off', 'none', '', '  '])('%j is falsy', (value) => {
  expect(call('strings.IsFalsy', [value]).result).toBe(true)
  expect(call('strings.IsTruthy', [value]).result).toBe(false)
})

test('a text may be neither truthy nor falsy', () => {
  expect(call('strings.IsFalsy', ['qc-daq']).result).toBe(false)
  expect(call('strings.IsTruthy', ['qc-daq']).result).toBe(false)
})

test('what cannot be read becomes 0 or nil, with a warning, as in the original', () => {
  expect(call('strings.Atoi', ['1x'])).toMatchObject({ result: 0, warnings: [{ fields: { value: '1x' } }] })
  expect(call('json.Unmarshal', ['{'])).toMatchObject({
    result: null,
    warnings: [{ fields: { value: '{' } }],
  })
})

test('an override is taken where it says something', () => {
  const args = ['dpl_workflow', 'tpc']
  const both = { tpc_dpl_workflow: 'tpc-qc', dpl_workflow: 'qc' }
  expect(call('util.PrefixedOverride', args, both).result).toBe('tpc-qc')
  expect(call('util.PrefixedOverride', args, { ...both, tpc_dpl_workflow: 'none' }).result).toBe('qc')
  expect(call('util.PrefixedOverride', args, { ...both, tpc_dpl_workflow: ' ' }).result).toBe('qc')
  expect(call('util.PrefixedOverride', args, { dpl_workflow: 'none' }).result).toBe('')
  expect(call('util.PrefixedOverride', args).result).toBe('')
})

test('every id is a new one', () => {
  const [first, second] = [call('uid.New', []).result, call('uid.New', []).result]
  expect(first).toMatch(/^[1-9A-HJ-NP-Za-km-z]{11}$/)
  expect(second).not.toBe(first)
})

test.each<[string, Value[], string]>([
  ['strings.IsFalsy', [], 'arguments: 1 expected, 0 given'],
  ['strings.IsFalsy', ['a', 'b'], 'arguments: 1 expected, 2 given'],
  ['uid.New', ['a'], 'arguments: 0 expected, 1 given'],
  ['strings.ToUpper', [1], 'an argument is a number, not a text'],
  ['strings.Itoa', ['1'], 'not an integer'],
  ['inventory.DetectorsForHosts', ['flp-its-1'], 'a JSON list of texts is expected, not "flp-its-1"'],
  ['inventory.DetectorsForHosts', ['[1]'], 'a JSON list of texts is expected'],
])('%s %j is a fault', (name, args, message) => {
  expect(() => call(name, args)).toThrow(message)
})

test('an unknown host is named', () => {
  expect(() => call('inventory.DetectorsForHosts', ['["flp-its-1","flp-nowhere-1"]'])).toThrow(
    expect.objectContaining({ code: 'HOST_UNKNOWN', message: 'detector not found for host flp-nowhere-1' }),
  )
})
