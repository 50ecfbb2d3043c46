/**
 * A test file that no glob matches never runs, and nobody notices. So every TypeScript file under test/ is a test
 * that the runner finds, or lies in a folder for what is not a test. And tests are found by name:
 *
 * - `plugin/trigger.ts` is tested in `test/plugin/trigger.test.ts`, one aspect of it in `trigger.<aspect>.test.ts`;
 * - what concerns a folder as a whole has one of the names in WHOLE_FOLDER;
 * - several folders together are tested in `test/integration/`, fixed bugs in `test/issues/<number>-<slug>.test.ts`,
 *   the documentation in `test/docs/`, the checkout itself in `test/repository/`.
 */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { atLeast } from '../helpers/at-least.js'

/** The first two at any depth, the others right under test/. The runner's `exclude` says the same. */
const NOT_TESTS = /(^|\/)(fixtures|helpers)\/|^(golden|services)\//
const NOT_MIRRORS = ['docs', 'integration', 'issues', 'repository']
const WHOLE_FOLDER = ['bad-input', 'browser', 'defects', 'golden', 'properties', 'schema']

const root = join(import.meta.dirname, '..', '..')
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => !NOT_TESTS.test(file))

test.each(atLeast(250, files, 'test files'))('test/%s', (file) => {
  expect(problemWith(file)).toBeNull()
})

function problemWith(file: string): string | null {
  if (!file.endsWith('.test.ts')) return 'the runner does not find it: it has to end with .test.ts'
  if (top(file) === 'issues' && !/^\d+-[a-z0-9-]+\.test\.ts$/.test(basename(file))) {
    return 'the name has to be <number>-<slug>.test.ts'
  }
  if (NOT_MIRRORS.includes(top(file))) return null
  const [subject = ''] = basename(file).split('.')
  const source = join(dirname(file), `${subject}.ts`)
  if (existsSync(join(root, source))) return null
  if (WHOLE_FOLDER.includes(subject) && existsSync(join(root, dirname(file)))) return null
  return `there is no ${source} that it could test`
}

/** The folder right under test/, '' for a file there. */
function top(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : ''
}
