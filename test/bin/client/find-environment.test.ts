import { describe, expect, it } from 'vitest'
import { recordedControl } from '../../helpers/control-stub.js'
import { runCommand } from '../../helpers/run-command.js'

const show = async (moment: string, id: string) =>
  runCommand(['env', 'show', id, '--core', await recordedControl(moment)])

describe('an id on the command line', () => {
  it('may be shortened to what no other begins with', async () => {
    const { exitCode, stdout } = await show('two_running', '36Qk4')
    expect({ exitCode, head: stdout[0] }).toEqual({ exitCode: 0, head: 'Environment  36Qk4acpaKB' })
  })

  it.each([
    [
      'two_running',
      '36Qk',
      /^error: 36Qk is short for several: 36Qk4acpaKB \(RUNNING\), 36Qk54QM7e1 \(RUNNING\)$/,
    ],
    [
      'two_running',
      '36',
      /^error: 36 is too short for an id: expected 3 characters or more of 36Qk4acpaKB \(RUNNING\), 36Qk54QM7e1 /,
    ],
    ['running', 'nonsense', /^error: no environment nonsense at \S+; there are 36Qk4acpaKB \(RUNNING\)$/],
    ['none', '36Qk4acpaKB', /^error: no environment 36Qk4acpaKB at \S+; there is none$/],
  ])('%s: %s is none: those that exist', async (moment, id, line) => {
    const { exitCode, stdout, stderr } = await show(moment, id)
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: [] })
    expect(stderr).toEqual([expect.stringMatching(line)])
  })
})
