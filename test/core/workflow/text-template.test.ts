import { expect, test } from 'vitest'
import type { TemplateFunction } from '../../../core/workflow/evaluate.js'
import { variablesOf } from '../../../core/workflow/role-variables.js'
import { evaluateText } from '../../../core/workflow/text-template.js'

const position = { file: 'wf.yaml', line: 12 }
const functions = new Map<string, TemplateFunction>([
  ['list', () => ['b<', 1]],
  ['object', () => ({ a: 'b' })],
  ['nothing', () => null],
])

function textFrom(text: string, stack: Record<string, string> = {}): string {
  return evaluateText({ text, position, construct: 'vars.x' }, { variables: variablesOf(stack), functions })
}

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['a{{ 1 }}b{{2}}c', 'a1b2c'],
  ["{{ 'x' }}", 'x'],
  ["{{ 1 == 1 }}{{ 'a' == 'b' }}", 'truefalse'],
  ['{{ list() }}', '["b\\u003c",1]'],
  ['{{ nothing() }}', '<nil>'],
  ['{{ 0.5 }}', '0.5'],
  ['}} {', '}} {'],
])('%s', (text, expected) => {
  expect(textFrom(text)).toBe(expected)
})

test('the value of a variable is not evaluated again', () => {
  expect(textFrom('{{ a }}', { a: '{{ b }}', b: 'x' })).toBe('{{ b }}')
})

test.each([
  ['a {{ 1', 'wf.yaml:12: vars.x: no }} for {{ 1'],
  ['a {{ b }}', 'wf.yaml:12: vars.x: {{ b }}: unknown variable b'],
  ['{{ object() }}', 'wf.yaml:12: vars.x: {{ object() }}: an object has no text'],
  ['{{ }}', 'wf.yaml:12: vars.x: {{  }}: an empty expression'],
])('%s is a fault with its place', (text, message) => {
  expect(() => textFrom(text)).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }))
  expect(() => textFrom(text)).toThrow(message)
})
