import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readTemplateInfo } from '../../../core/workflow/index.js'
import { load } from './helpers/load.js'

const FILE = 'examples/workflows/readout-dataflow.yaml'

it('says of a template what loading it would, without hosts or variables', () => {
  const info = readTemplateInfo(FILE, readFileSync(FILE, 'utf8'))
  const { workflow } = load({ file: FILE, userVars: { hosts: '["flp-its-1"]' } })
  expect(info).toEqual({
    public: true,
    description: workflow.description,
    publicVars: workflow.publicVars,
  })
  expect(Object.keys(info.publicVars)).toContain('run_type')
})

it.each([
  ['', 'x.yaml:1: not a workflow template'],
  ['name: x', 'x.yaml:1: the template has no roles'],
  ['name: x\nroles: 1', 'x.yaml:2: roles: a list is expected'],
])('%j is none', (text, message) => {
  expect(() => readTemplateInfo('x.yaml', text)).toThrow(message)
  expect(() => readTemplateInfo('x.yaml', text)).toThrow(
    expect.objectContaining({ code: 'TEMPLATE_INVALID' }),
  )
})
