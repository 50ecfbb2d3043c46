import { expect, it } from 'vitest'
import { runCli } from '../../helpers/cli.js'

const recording = (name: string): string => `test/golden/core/${name}.jsonl`

it('shows every legacy record of a recording beside the events, with both delays', async () => {
  const { exitCode, stdout, stderr } = await runCli(['demo-attach', recording('lifecycle'), '--speed', '20'])
  expect(stderr).toBe('')
  expect(exitCode).toBe(0)
  expect(stdout).toContain('32 legacy records from 32 of the Go plugin')
  expect(stdout.match(/→ env_state\.RUNNING +RUNNING +6 .*PHYSICS TPC ITS .* 1\.00 s$/m)).not.toBeNull()
  expect(stdout.split('\n').filter((line) => line.startsWith('         → '))).toHaveLength(32)
})

it('says what differs', async () => {
  const { exitCode, stdout } = await runCli(['demo-attach', recording('broker_down'), '--speed', 'max'])
  expect(exitCode).toBe(1)
  expect(stdout).toContain('0 missing, 1 extra, 0 different')
})

it('refuses what is no recording', async () => {
  const { exitCode, stderr } = await runCli(['demo-attach', 'package.json'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('package.json:1: not a record')
})
