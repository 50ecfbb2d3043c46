import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AggregatorRole } from '../../../core/workflow/index.js'
import { consolidatedStack, type VarLayers } from '../../../core/workflow/index.js'

const LAYERS = ['defaults', 'vars', 'userVars'] as const

const name = fc.constantFrom('hosts', 'run_number', 'kafka_enabled', '__proto__', 'constructor')
const stack = fc
  .array(fc.tuple(name, fc.constantFrom('', 'a', 'b', 'c')))
  .map((pairs) => Object.fromEntries(pairs))
const layers: fc.Arbitrary<VarLayers> = fc.record({ defaults: stack, vars: stack, userVars: stack })
const chain = fc.array(layers, { minLength: 1, maxLength: 4 })

/** A chain of roles, root first; the last one. */
function lastOf(generations: readonly VarLayers[]): AggregatorRole {
  const [first, ...rest] = generations.map((own, index): AggregatorRole => {
    const path = String(index)
    return {
      kind: 'aggregator',
      name: path,
      path,
      position: { file: 'f', line: 1 },
      parent: null,
      ...own,
      roles: [],
    }
  })
  if (first === undefined) throw new Error('no generation')
  return rest.reduce((parent, child) => {
    child.parent = parent
    return child
  }, first)
}

/** The winner by definition: the highest layer that has the name, and in it the youngest generation. */
function expected(searched: string, oldestFirst: readonly VarLayers[]): string | undefined {
  return [...LAYERS]
    .reverse()
    .flatMap((layer) => [...oldestFirst].reverse().map((generation) => generation[layer]))
    .find((own) => Object.hasOwn(own, searched))?.[searched]
}

test('every name has the value of the highest layer, and in it of the youngest generation', () => {
  fc.assert(
    fc.property(layers, chain, (parents, generations) => {
      const merged = consolidatedStack(lastOf(generations), parents)
      const all = [parents, ...generations]
      const names = new Set(all.flatMap((one) => LAYERS.flatMap((layer) => Object.keys(one[layer]))))
      expect(new Set(Object.keys(merged))).toEqual(names)
      for (const each of names) expect(merged[each]).toBe(expected(each, all))
    }),
  )
})

test('neither layers nor parents are changed, and the result is a copy', () => {
  fc.assert(
    fc.property(layers, chain, (parents, generations) => {
      const before = structuredClone([parents, ...generations])
      const merged = consolidatedStack(lastOf(generations), parents)
      for (const each of Object.keys(merged)) delete merged[each]
      merged['new'] = 'x'
      expect([parents, ...generations]).toEqual(before)
    }),
  )
})

test('what is written later, into a role or into the user vars of the environment, is seen', () => {
  const parents = { defaults: {}, vars: {}, userVars: {} as Record<string, string> }
  const leaf = lastOf([
    { defaults: {}, vars: {}, userVars: {} },
    { defaults: { run_number: 'default' }, vars: {}, userVars: {} },
  ])
  const root = leaf.parent as AggregatorRole
  expect(consolidatedStack(leaf, parents)['run_number']).toBe('default')
  root.vars['run_number'] = '7'
  expect(consolidatedStack(leaf, parents)['run_number']).toBe('7')
  parents.userVars['run_number'] = '8'
  expect(consolidatedStack(leaf, parents)['run_number']).toBe('8')
  root.userVars['run_number'] = ''
  expect(consolidatedStack(leaf, parents)['run_number']).toBe('')
})
