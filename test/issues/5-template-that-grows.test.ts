/**
 * A template of a few lines held the core for ever: aliases inside aliases, one that is inside itself, or iterators inside
 * iterators, whose ends a client may set. Listing the templates of a repository was enough.
 */
import { expect, it } from 'vitest'
import { readTemplateInfo } from '../../core/workflow/index.js'
import { load } from '../core/workflow/helpers/load.js'
import { caught } from '../helpers/caught.js'

const LEAF = '{name: leaf, task: {load: readout}}'

/** Each level is ten times the one before. */
function multiplied(levels: number): string {
  const aliases = (level: number) => Array.from({ length: 10 }, () => `*l${level}`).join(', ')
  const rows = Array.from(
    { length: levels },
    (_, level) => `  - &l${level + 1} {name: level, roles: [${aliases(level)}]}`,
  )
  return ['name: wf', 'roles:', `  - &l0 ${LEAF}`, ...rows].join('\n')
}

it('aliases that stand for millions of roles are refused', () => {
  const text = multiplied(8)
  expect(() => readTemplateInfo('wf.yaml', text)).toThrow(
    /^wf\.yaml:\d+: .*more than 20000 mappings, with what its aliases stand for$/,
  )
  expect(caught(() => load({ text }))).toMatchObject({ code: 'TEMPLATE_INVALID' })
})

it('so is one that stands for itself', () => {
  const text = 'name: wf\nroles: &all\n  - {name: a, roles: *all}\n'
  expect(caught(() => readTemplateInfo('wf.yaml', text))).toMatchObject({
    code: 'TEMPLATE_INVALID',
    message: expect.stringContaining('more than 100 levels'),
  })
})

it('aliases as people use them are fine', () => {
  expect(load({ text: multiplied(2) }).workflow.root.roles).toHaveLength(3)
})

it('iterators that make millions of roles are refused, whoever set their ends', () => {
  const loop = (variable: string) => `for: {var: ${variable}, begin: 1, end: "{{ n }}"}`
  const text = `name: wf\ndefaults: {n: 1}\nroles: [{name: a, ${loop('i')}, roles: [{name: b, ${loop('j')}, task: {load: r}}]}]`
  expect(load({ text, userVars: { n: '20' } }).workflow.root.roles).toHaveLength(20)
  expect(caught(() => load({ text, userVars: { n: '15000' } }))).toMatchObject({
    code: 'TEMPLATE_INVALID',
    message: 'wf.yaml:3: b: more than 20000 roles in all',
  })
})
