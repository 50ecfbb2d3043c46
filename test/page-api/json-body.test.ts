import { expect, it } from 'vitest'
import { isDeeper } from '../../page-api/json-body.js'
import { pageHarness } from '../helpers/page-harness.js'

it.each([
  ['[[[]]]', 2, true],
  ['[[[]]]', 3, false],
  ['{"a":[{"b":1}]}', 2, true],
  ['["[[[[", "\\"[[[["]', 1, false],
  ['[][][][]', 1, false],
])('%s is more than %i deep: %s', (json, levels, deeper) => {
  expect(isDeeper(json, levels)).toBe(deeper)
})

it('refuses deep nesting before it is parsed', async () => {
  const { send } = await pageHarness()
  const { status, body } = await send('POST', '/api/environments', `{"vars":${'['.repeat(1_000_000)}`)
  expect([status, body.error]).toEqual([
    400,
    { code: 'REQUEST_INVALID', message: 'body: expected at most 32 levels of lists and objects' },
  ])
})
