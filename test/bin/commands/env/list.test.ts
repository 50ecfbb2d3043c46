import { describe, expect, it } from 'vitest'
import { timeText } from '../../../../bin/client/environment-text.js'
import { AliecsError } from '../../../../errors.js'
import { controlStub, recordedControl } from '../../../helpers/control-stub.js'
import { runCommand } from '../../../helpers/run-command.js'

const HEAD = /^ID +STATE +RUN +TYPE +DETECTORS +CREATED +TEMPLATE +TRANSITION$/

describe('env list', () => {
  it('shows a line for each environment of a core, here of the original', async () => {
    const { exitCode, stdout, stderr } = await runCommand([
      'env',
      'list',
      '--core',
      await recordedControl('two_running'),
    ])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
    const [head, ...rows] = stdout
    expect(head).toMatch(HEAD)
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      [
        '36Qk4acpaKB',
        'RUNNING',
        expect.stringMatching(/^\d+$/),
        'PHYSICS',
        'ITS TPC',
        timeText('1795401079837'),
        'golden-dataflow',
      ],
      [
        '36Qk54QM7e1',
        'RUNNING',
        expect.stringMatching(/^\d+$/),
        'PHYSICS',
        expect.any(String),
        expect.any(String),
        'golden-dataflow',
      ],
    ])
  })

  it('shows the transition that is under way', async () => {
    const { stdout } = await runCommand(['env', 'list', '--core', await recordedControl('during_stop')])
    expect(stdout[1]).toMatch(/^36Qk4acpaKB +CONFIGURED +4 .* STOP_ACTIVITY$/)
  })

  it('says that there are none', async () => {
    const core = await recordedControl('none')
    expect(await runCommand(['env', 'list', '--core', core])).toEqual({
      exitCode: 0,
      stdout: [],
      stderr: [`no environments at ${core}`],
    })
  })

  it('--json: the whole answer', async () => {
    const { stdout } = await runCommand(['env', 'list', '--json', '--core', await recordedControl('running')])
    expect(stdout).toHaveLength(1)
    const { environments } = JSON.parse(stdout[0] ?? '')
    expect(environments).toMatchObject([
      { id: '36Qk4acpaKB', state: 'RUNNING', currentRunNumber: 4, createdWhen: '1795401079837' },
    ])
  })

  it('lets no control characters of a core reach the terminal', async () => {
    const environments = [{ id: 'x\x1b[2J', state: 'RUN\nNING', rootRole: '\x07' }]
    const core = await controlStub({ GetEnvironments: () => ({ environments }) })
    const { stdout } = await runCommand(['env', 'list', '--core', core])
    expect(stdout[1]).toMatch(/^x\\x1b\[2J +RUN\\x0aNING +\\x07$/)
  })
})

describe('the core', () => {
  it('may be named by ALIECS_CORE', async () => {
    const env = { ALIECS_CORE: await recordedControl('running') }
    expect(await runCommand(['env', 'list'], env)).toMatchObject({ exitCode: 0 })
  })

  it.each([
    [['--core', 'foo'], {}, 'error: --core: expected host:port, got "foo" (no port)'],
    [
      [],
      { ALIECS_CORE: 'http://x:1' },
      /^error: environment ALIECS_CORE: expected host:port, got "http:\/\/x:1"/,
    ],
    [
      ['--timeout', '0'],
      {},
      /^error: option '--timeout <seconds>'.* Expected seconds, more than 0 and at most 3600\.$/,
    ],
    [['--core', 'x:1', '--tls', '/nowhere.pem'], {}, 'error: --tls: cannot read /nowhere.pem: no such file'],
  ])('%j with %j: exit status 2', async (args, env, line) => {
    const { exitCode, stdout, stderr } = await runCommand(['env', 'list', ...args], env)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: [] })
    expect(stderr).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)])
  })

  it('that is not there: the address, and how to start one', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['env', 'list', '--core', '127.0.0.1:1'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: [] })
    expect(stderr).toEqual([
      expect.stringMatching(
        /^error: no AliECS core answers at 127\.0\.0\.1:1: .*ECONNREFUSED.*start one with: aliecs-kafka core /,
      ),
    ])
  })

  it('that is there, and says that something else is not', async () => {
    const core = await controlStub({
      GetEnvironments: () => {
        throw new AliecsError('CORE_CLOSING', 'the core is shutting down')
      },
    })
    expect(await runCommand(['env', 'list', '--core', core])).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: ['error: the core is shutting down'],
    })
  })

  it('that does not answer in time', async () => {
    const core = await controlStub({ GetEnvironments: () => new Promise(() => {}) })
    const { exitCode, stderr } = await runCommand(['env', 'list', '--core', core, '--timeout', '0.2'])
    expect(exitCode).toBe(1)
    expect(stderr).toEqual([
      `error: ${core} did not answer GetEnvironments within 200 ms; the core may still be at it`,
    ])
  })
})
