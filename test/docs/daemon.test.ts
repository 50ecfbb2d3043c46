import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CoreMetrics } from '../../metrics/index.js'
import { pageHarness } from '../helpers/page-harness.js'

const read = (path: string): string => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8')

it('docs/guides/daemon.md has every metric of ours, and no other', async () => {
  const exported = [...(await new CoreMetrics().text()).matchAll(/^# TYPE (aliecs_\w+)/gm)].map(
    ([, name]) => name,
  )
  const documented = [...read('guides/daemon.md').matchAll(/^\| .*$/gm)].flatMap(([row]) =>
    [...row.matchAll(/`(aliecs_\w+)`/g)].map(([, name]) => name),
  )
  expect(documented.sort()).toEqual(exported.sort())
})

it('docs/reference/page-api.md has every request', async () => {
  const { paths } = (await (await pageHarness()).send('GET', '/openapi.json')).body
  const served = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const documented = [...read('reference/page-api.md').matchAll(/`((?:GET|POST|DELETE) \/[^`]+)`/g)].map(
    ([, name]) => name,
  )
  expect(documented.sort()).toEqual([...served, 'GET /openapi.json'].sort())
})
