import { expect, test } from 'vitest'
import { parseCallExpression } from '../../../core/workflow/index.js'

test.each([
  ['kafka.PublishEnterStateUpdate()', { plugin: 'kafka', function: 'PublishEnterStateUpdate', args: [] }],
  [' testplugin.Noop( ) ', { plugin: 'testplugin', function: 'Noop', args: [] }],
  [`a.B('x', "y z")`, { plugin: 'a', function: 'B', args: ['x', 'y z'] }],
])('%s', (text, expected) => {
  expect(parseCallExpression(text)).toEqual(expected)
})

test.each([
  ['kafka.PublishEnterStateUpdate', /plugin\.Function\(\)/],
  ['Publish()', /plugin\.Function\(\)/],
  ['a.b.C()', /can be called/],
  ['kafka.Publish() + kafka.Publish()', /plugin\.Function\(\)/],
  ['kafka.Publish(x)', /only literal texts/],
  ['kafka.Publish(1)', /only literal texts/],
  ['kafka.Publish(', /syntax error/],
  ['', /empty expression/],
])('%j is refused', (text, message) => {
  expect(() => parseCallExpression(text)).toThrow(message)
  expect(() => parseCallExpression(text)).toThrow(expect.objectContaining({ code: 'TEMPLATE_INVALID' }))
})
