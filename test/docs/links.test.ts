import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { atLeast } from '../helpers/at-least.js'

const root = join(import.meta.dirname, '..', '..')
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) =>
  join('docs', file),
)
const pages = ['README.md', 'CHANGELOG.md', ...docs].filter((file) => file.endsWith('.md'))

it.each(atLeast(20, pages, 'pages'))('every relative link of %s leads somewhere', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !target.includes('://'))
  const dead = links.filter((target) => !existsSync(join(root, dirname(page), target)))
  expect(dead).toEqual([])
})

it('and every page is linked from the index', () => {
  const index = readFileSync(join(root, 'docs', 'README.md'), 'utf8')
  const missing = docs
    .filter((page) => page.endsWith('.md') && page !== 'docs/README.md')
    .filter((page) => {
      return !index.includes(`(${page.slice('docs/'.length)})`)
    })
  expect(missing).toEqual([])
})
