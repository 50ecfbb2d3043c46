/** Issue 11: SIGHUP ended the core without an EOR, and warnings of Node.js bypassed the JSON log. */
import { describe, expect, it } from 'vitest'
import { startCli } from '../helpers/cli.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { readRecords } from '../helpers/read-records.js'
import { temporaryFolder } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 180_000
const PORTS = ['--control-port', '0', '--apricot-port', '0', '--page-port', '0']

/** Code that Node.js runs before the command line. */
const preloaded = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
})

function startCore(args: readonly string[], env: Record<string, string> = {}) {
  const settings = ['-c', 'file://examples/settings.yaml', '--core-working-dir', temporaryFolder()]
  return follow(['core', ...settings, ...PORTS, '--task-transition-delay-ms', '1', ...args], env)
}

function follow(args: readonly string[], env: Record<string, string> = {}) {
  const child = startCli(args, { env })
  const printed = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => {
    printed.out += data.toString()
  })
  child.stderr.on('data', (data: Buffer) => {
    printed.err += data.toString()
  })
  const says = (text: string): Promise<void> =>
    until(
      () => {
        if (child.exitCode !== null) throw new Error(`ended: ${printed.err}`)
        return printed.err.includes(text) || printed.out.includes(text)
      },
      () => printed.err,
    )
  return { child, printed, says }
}

const POST = { method: 'POST', headers: { 'content-type': 'application/json' } }

/** An environment in RUNNING, by the API of the page. */
async function startRun(log: string): Promise<string> {
  const page = /page: (\S+)/.exec(log)?.[1] ?? ''
  const post = async (path: string, body: object) =>
    (await fetch(`${page}${path}`, { ...POST, body: JSON.stringify(body) })).json()
  const vars = { hosts: '["flp-its-1"]' }
  const { id } = (await post('/api/environments', { template: 'readout-dataflow', vars })) as { id: string }
  const state = async (): Promise<string> => {
    const environments = await (await fetch(`${page}/api/environments`)).json()
    return (environments as { state: string }[])[0]?.state ?? ''
  }
  await until(
    async () => (await state()) === 'CONFIGURED',
    () => id,
  )
  const started = await post(`/api/environments/${id}/control`, { transition: 'START_ACTIVITY' })
  expect(started).toMatchObject({ state: 'RUNNING' })
  return id
}

describe('SIGHUP', () => {
  it(
    'ends a core in order: consumers get their EOR, exit status 129',
    async () => {
      const broker = await embeddedBroker()
      const { child, printed, says } = startCore(['--kafka-endpoint', broker])
      await says('page: ')
      const id = await startRun(printed.err)
      child.kill('SIGHUP')
      expect((await child).exitCode).toBe(129)
      const topic = 'aliecs.env_leave_state.RUNNING'
      expect(await readRecords(broker, (name) => name === topic, 1)).toMatchObject([{ key: id }])
    },
    TIMEOUT_MS,
  )

  it.each([
    ['consume', ['consume', 'aliecs.none'], 'waiting for it'],
    ['attach', ['attach', '--topic-prefix', 'x.'], '/readyz'],
    ['demo --page', ['demo', '--page'], 'Ctrl-C ends it'],
  ])(
    'ends %s with status 129',
    async (name, args, ready) => {
      const brokers = name === 'demo --page' ? [] : ['--brokers', await embeddedBroker()]
      const { child, printed, says } = follow([...args, ...brokers], { ALIECS_PAGEPORT: '0' })
      await says(ready)
      child.kill('SIGHUP')
      const { exitCode } = await child
      expect(exitCode, printed.out + printed.err).toBe(129)
    },
    TIMEOUT_MS,
  )

  it(
    'a second signal ends the process at once',
    async () => {
      const queued = ['--kafka-endpoint', '127.0.0.1:1', '--shutdown-timeout-ms', '3600000']
      const { child, printed, says } = startCore(queued)
      await says('page: ')
      await startRun(printed.err)
      child.kill('SIGHUP')
      await says('shutting down')
      child.kill('SIGHUP')
      expect((await child).exitCode).toBe(129)
    },
    TIMEOUT_MS,
  )
})

/** Emits warnings, and throws, when the test asks for it. */
const HOOKS = `
  process.on('SIGUSR2', () => { process.emitWarning('disk is old', 'DiskWarning', 'DISK1'); process.emitWarning('disk is old', 'DiskWarning', 'DISK1') })
  process.on('SIGCONT', () => { Promise.reject(new Error('boom', { cause: new Error('why') })) })`

describe('events of the process', () => {
  it(
    'are lines of the JSON log: a warning once, an unexpected error with its cause; it ends in order with status 1',
    async () => {
      const broker = await embeddedBroker()
      const json = ['--log-format', 'json', '--kafka-endpoint', broker]
      const { child, printed, says } = startCore(json, preloaded(HOOKS))
      await says('page: ')
      const id = await startRun(printed.err.replaceAll('"', ' '))
      child.kill('SIGUSR2')
      await says('DiskWarning')
      child.kill('SIGCONT')
      expect((await child).exitCode).toBe(1)
      const lines = printed.err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(lines.filter(({ warning }) => warning === 'DiskWarning')).toEqual([
        {
          level: 40,
          time: expect.any(Number),
          warning: 'DiskWarning',
          code: 'DISK1',
          msg: 'DiskWarning: disk is old',
        },
      ])
      const [error, ...more] = lines.filter(({ err }) => err !== undefined)
      expect(more).toEqual([])
      expect(error).toMatchObject({ level: 50, msg: 'unexpected error: boom; shutting down' })
      expect(error.err.stack).toMatch(/boom.*caused by: Error: why/s)
      const topic = 'aliecs.env_leave_state.RUNNING'
      expect(await readRecords(broker, (name) => name === topic, 1)).toMatchObject([{ key: id }])
    },
    TIMEOUT_MS,
  )

  it(
    'are text where a command has no log',
    async () => {
      const args = ['consume', 'aliecs.none', '--brokers', await embeddedBroker()]
      const { child, printed, says } = follow(args, preloaded(HOOKS))
      await says('waiting for it')
      child.kill('SIGUSR2')
      await says('DiskWarning')
      child.kill('SIGCONT')
      expect((await child).exitCode).toBe(1)
      expect(printed.err.trim().split('\n').slice(1)).toEqual([
        'warning: DiskWarning: disk is old',
        'error: boom',
        'this is a defect of aliecs-kafka; --verbose shows where it happened',
      ])
    },
    TIMEOUT_MS,
  )
})
