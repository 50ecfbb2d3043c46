import { describe, expect, it, onTestFinished } from 'vitest'
import { type ControlServerOptions, startControlServer } from '../../../helpers/control-server.js'
import { runCommand } from '../../../helpers/run-command.js'

/** A whole core behind its control interface, and the command line at it. */
async function startCore(options: ControlServerOptions = {}) {
  const core = await startControlServer(options)
  onTestFinished(() => core.close())
  const run = (...args: string[]) => runCommand(args, { ALIECS_CORE: core.server.address })
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout.join('\n'))
  return { ...core, run, json }
}

const CREATE = ['env', 'create', '-w', 'golden-dataflow']
const HOSTS = ['-e', 'hosts=["flp-its-1","flp-tpc-1"]']

describe('the command line at a core of ours', () => {
  it('takes an environment from its creation through a run to its end', async () => {
    const { run, json } = await startCore()
    const created = await run(...CREATE, ...HOSTS, '-e', 'run_type=COSMICS')
    expect(created).toEqual({
      exitCode: 0,
      stdout: [expect.stringMatching(/^\w{11} {2}CONFIGURED {2}ITS TPC, 2 tasks$/)],
      stderr: [],
    })
    const id = created.stdout[0]?.slice(0, 11) ?? ''
    expect(await run('env', 'control', id, 'start_activity')).toEqual({
      exitCode: 0,
      stdout: [
        expect.stringMatching(new RegExp(`^${id} {2}RUNNING, run 1 {2}START_ACTIVITY took \\d+\\.\\d s$`)),
      ],
      stderr: [],
    })
    const { stdout } = await run('env', 'list')
    expect(stdout[1]?.split(/ {2,}/)).toEqual([
      ...[id, 'RUNNING', '1', 'COSMICS', 'ITS TPC'],
      ...[expect.stringMatching(/^\d{4}-\d\d-\d\d /), 'golden-dataflow'],
    ])
    const shown = await run('env', 'show', id.slice(0, 5))
    expect(shown.stdout).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Run +1$/),
        expect.stringMatching(/^\w{11} +readout +flp-its-1 +RUNNING +ACTIVE +critical$/),
        expect.stringMatching(/^golden-dataflow +RUNNING +ACTIVE/),
        expect.stringMatching(/^ {2}run_type +COSMICS$/),
      ]),
    )
    expect(await json('info')).toMatchObject({
      framework: { environmentsCount: 1, activeDetectors: ['ITS', 'TPC'] },
    })
    expect(await run('env', 'destroy', id)).toEqual({
      exitCode: 0,
      stdout: [`${id}  gone, was RUNNING; 2 tasks ended`],
      stderr: [],
    })
    expect((await json('env', 'list')).environments).toEqual([])
  })

  it('says why a creation failed: an unknown template, an unknown host, a detector in use', async () => {
    const { run, json } = await startCore()
    await run(...CREATE, ...HOSTS)
    const failures = [
      await run('env', 'create', '-w', 'golden-dataflov', ...HOSTS),
      await run(...CREATE, '-e', 'hosts=["no-such-host"]'),
      await run(...CREATE, ...HOSTS),
    ]
    const reasons = [/golden-dataflov.*golden-dataflow/, /detector not found for host no-such-host/, /ITS/]
    for (const [index, { exitCode, stdout, stderr }] of failures.entries()) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: [] })
      expect(stderr).toEqual([
        expect.stringMatching(/^error: cannot create new environment: .* \(environment \w{11}, ERROR\)$/),
      ])
      expect(stderr[0]).toMatch(reasons[index] ?? '')
    }
    expect((await json('env', 'list')).environments).toHaveLength(1)
  })

  it('shows one that is not made yet', async () => {
    const { json, run } = await startCore({ taskTransitionDelayMs: 50 })
    const { environment } = await json(...CREATE, ...HOSTS, '--async')
    expect(environment).toMatchObject({ state: 'PENDING' })
    const { exitCode, stdout } = await run('env', 'show', environment.id)
    expect({ exitCode, head: stdout[0] }).toEqual({ exitCode: 0, head: `Environment  ${environment.id}` })
  })

  it('says that a transition ended in ERROR', async () => {
    const { run } = await startCore()
    const { stdout } = await run(...CREATE, ...HOSTS)
    const id = stdout[0]?.slice(0, 11) ?? ''
    const { exitCode, stderr } = await run('env', 'control', id, 'STOP_ACTIVITY', '--force')
    expect(exitCode).toBe(1)
    expect(stderr).toEqual([expect.stringMatching(new RegExp(`STOP_ACTIVITY .*${id}`))])
    expect((await run('env', 'list')).stdout[1]).toMatch(new RegExp(`^${id} +ERROR `))
  })

  it('follows one that goes through a run by itself', async () => {
    const { run, manager } = await startCore({
      observers: [
        (event) => {
          const isRunning = event.type === 'step-finished' && event.step === 'after_START_ACTIVITY'
          if (isRunning) setImmediate(() => manager.taskEvent('end_of_stream'))
        },
      ],
    })
    const { exitCode, stdout, stderr } = await run(...CREATE, ...HOSTS, '--auto')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
    expect(stdout.join('\n')).toMatch(
      /aliecs\.environment .*CONFIGURED[\s\S]*aliecs\.run .*RUNNING[\s\S]*DONE/,
    )
  })
})

it('templates lists what environments can be made of', async () => {
  const { run, json } = await startCore()
  const { stdout } = await run('templates')
  expect(stdout[0]).toMatch(/^NAME +REVISION +REPOSITORY +VARIABLES +DESCRIPTION$/)
  expect(stdout.some((line) => /^golden-dataflow .* Minimal data flow/.test(line))).toBe(true)
  expect((await json('templates')).workflowTemplates).toContainEqual(
    expect.objectContaining({ template: 'golden-dataflow' }),
  )
})
