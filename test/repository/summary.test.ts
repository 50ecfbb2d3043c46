import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

async function run(...filters: string[]): Promise<{ exitCode: number | undefined; lines: string[] }> {
  const config = join(root, 'test/fixtures/summary-reporter/vitest.config.ts')
  const reporters = ['default', join(root, 'test/helpers/summary-reporter.ts')]
  const args = ['run', '--config', config, ...reporters.map((name) => `--reporter=${name}`), ...filters]
  const result = await execa(join(root, 'node_modules/.bin/vitest'), args, {
    reject: false,
    timeout: 60_000,
    env: { NO_COLOR: '1' },
  })
  return { exitCode: result.exitCode, lines: result.stdout.split('\n') }
}

describe('the last line of a test run', () => {
  test('counts failures of tests, of hooks and of loading a file; skipped tests are named with the reason', async () => {
    const { exitCode, lines } = await run()
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toBe('1 passed, 3 failed, 2 skipped')
    expect(lines).toContain('  mixed.case.ts > skips itself [skipped: no moon tonight]')
    expect(lines).toContain('  mixed.case.ts > needs a dog [skipped: no dog] > barks')
  })

  test('is there, and no success, when no file is found', async () => {
    const { exitCode, lines } = await run('no-such-file')
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped')
  })
})
