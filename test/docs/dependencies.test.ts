import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

it('every dependency has its line in docs/dependencies.md, and every line a dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  const packages = Object.keys({ ...dependencies, ...devDependencies }).sort()
  const lines = [...read('docs/dependencies.md').matchAll(/^- ((?:`[^`]+`(?:, )?)+): \S/gm)]
  const documented = lines.flatMap(([, names = '']) => names.replaceAll('`', '').split(', ')).sort()
  expect(documented).toEqual(packages)
})
