import { describe, expect, it } from 'vitest'
import { runDemo } from '../../../bin/demo/run-demo.js'
import type { ManagedPublisher, PublishRecord, PublishResult } from '../../../plugin/host.js'
import { runCli, startCli } from '../../helpers/cli.js'
import { memoryContext } from '../../helpers/memory-output.js'
import { until } from '../../helpers/until.js'
import { freePort } from '../../services/ports.js'

/** Of the core's own events those that are shown: each of four runs starts and ends, each time two of them. */
const RUN_EVENTS = 16

/** Says that all is delivered, and keeps back what `isLost`. */
function losing(isLost: (record: PublishRecord) => boolean) {
  return (next: ManagedPublisher): ManagedPublisher => ({
    endpoint: next.endpoint,
    connectionState: 'READY',
    connectionError: null,
    stats: () => next.stats(),
    close: (timeoutMs) => next.close(timeoutMs),
    publish: async (records, options): Promise<PublishResult> => {
      await next.publish(
        records.filter((record) => !isLost(record)),
        options,
      )
      return { status: 'delivered' }
    },
  })
}

/** Loses the `nth` record on the topic. */
function losingOne(topic: string, nth: number) {
  let count = 0
  return losing((record) => record.topic === topic && ++count === nth)
}

describe('demo', () => {
  it('shows every record and ends by itself, all of them there', async () => {
    const { exitCode, stdout, stderr } = await runCli(['demo', '--fast'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const lines = stdout.split('\n')
    expect(lines.filter((line) => /^\d\d:\d\d:\d\d\.\d{3} {2}aliecs\./.test(line))).toHaveLength(
      54 + RUN_EVENTS,
    )
    expect(lines.at(-1)).toBe('in a browser: aliecs-kafka demo --page; in a checkout: make demo-page')
    expect(lines.at(-2)).toBe('OK: 54 records had to come, 54 were published, 54 read back')
    for (const what of ['aliecs.env_list.RUNNING               18', 'by an error', 'RUN  ENVIRONMENT']) {
      expect(stdout).toContain(what)
    }
    expect(stdout).not.toContain('\u001b')
  })

  it('with --page it stays up, with the runs that were read back, until it is interrupted', async () => {
    const port = await freePort()
    const child = startCli(['demo', '--fast', '--page'], { env: { ALIECS_PAGEPORT: String(port) } })
    let shown = ''
    child.stdout.on('data', (data: Buffer) => {
      shown += data.toString()
    })
    await until(
      () => shown.includes(`the page is at http://127.0.0.1:${port}`),
      () => shown,
    )
    let runs: unknown[] = []
    await until(
      async () => {
        runs = (await (await fetch(`http://127.0.0.1:${port}/api/runs`)).json()) as unknown[]
        return runs.length >= 4 && runs.every((run) => (run as { endMs: number | null }).endMs !== null)
      },
      () => JSON.stringify(runs),
    )
    expect(runs).toHaveLength(4)
    expect(runs).toMatchObject([{ runType: 'PHYSICS', endMs: expect.any(Number) }, {}, {}, {}])
    child.kill('SIGINT')
    const { exitCode, stderr } = await child
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it('gives JSON: every record, then the summary with every run', async () => {
    const { exitCode, stdout } = await runCli(['demo', '--fast', '--json'])
    expect(exitCode).toBe(0)
    const objects = stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(objects).toHaveLength(54 + RUN_EVENTS + 1)
    expect(objects[0]).toMatchObject({ topic: 'aliecs.env_list.RUNNING', type: 'kafka.ActiveRunsList' })
    const ended = (runNumber: number, runType: string, endState: string) =>
      expect.objectContaining({ runNumber, runType, endState, durationMs: expect.any(Number) })
    expect(objects.at(-1)).toMatchObject({
      type: 'summary',
      records: { expected: 54, published: 54, read: 54 },
      topics: { 'aliecs.env_state.RUNNING': 4, 'aliecs.env_leave_state.RUNNING': 4 },
      runs: [
        ended(1, 'PHYSICS', 'CONFIGURED'),
        ended(2, 'COSMICS', 'CONFIGURED'),
        ended(3, 'PHYSICS', 'CONFIGURED'),
        ended(4, 'COSMICS', 'ERROR'),
      ],
      problems: [],
    })
  })

  it('shows one stream, and compares both', async () => {
    const counts = /^events of the core: (\d+) published, \1 read back$/m
    const legacy = await runCli(['demo', '--fast', '--legacy'])
    expect(legacy.exitCode).toBe(0)
    const topicsOf = (text: string) =>
      [...text.matchAll(/^\d\d:\S+ {2}(aliecs\.\S+)/gm)].map(([, topic]) => topic)
    expect(topicsOf(legacy.stdout)).toHaveLength(54)
    expect(legacy.stdout).toMatch(counts)

    const events = await runCli(['demo', '--fast', '--events'])
    expect(events.exitCode).toBe(0)
    expect([...new Set(topicsOf(events.stdout))].sort()).toEqual(
      ['call', 'core', 'environment', 'role', 'run', 'task'].map((name) => `aliecs.${name}`),
    )
    expect(topicsOf(events.stdout)).toHaveLength(Number(counts.exec(events.stdout)?.[1]))

    const both = await runCli(['demo', '--events', '--legacy'])
    expect(both).toMatchObject({ exitCode: 2, stdout: '' })
  })

  it('works from any folder, whatever the environment says', async () => {
    const env = { ALIECS_KAFKAENDPOINT: 'elsewhere:9092', ALIECS_ENABLEKAFKA: 'false' }
    expect(await runCli(['demo', '--fast'], { cwd: '/', env })).toMatchObject({ exitCode: 0 })
  })

  it('fails when the broker loses a record', async () => {
    const { context, err } = memoryContext()
    const tamper = losingOne('aliecs.env_state.RUNNING', 3)
    expect(await runDemo({ streams: 'both', json: false, fast: true, tamper }, context)).toBe(1)
    expect(err.lines).toEqual([
      expect.stringMatching(
        /^error: aliecs\.env_state\.RUNNING \(key \w{11}\): 1 published but not read back$/,
      ),
      'error: environment PHYSICS: no record on aliecs.env_state.RUNNING, though there must be one',
    ])
  })

  it('fails when a list is lost', async () => {
    const { context, out } = memoryContext()
    const tamper = losingOne('aliecs.env_list.RUNNING', 18)
    expect(await runDemo({ streams: 'both', json: true, fast: true, tamper }, context)).toBe(1)
    expect(JSON.parse(out.lines.at(-1) ?? '')).toMatchObject({
      records: { expected: 54, published: 54, read: 53 },
      problems: [expect.stringContaining('1 published but not read back'), '17 lists of runs, not 18'],
    })
  })

  it('fails when an event of the core is lost', async () => {
    const { context, err } = memoryContext()
    const tamper = losingOne('aliecs.environment', 20)
    expect(await runDemo({ streams: 'legacy', json: false, fast: true, tamper }, context)).toBe(1)
    expect(err.lines).toEqual([
      expect.stringMatching(/^error: aliecs\.environment \(key \w{11}\): 1 published but not read back$/),
    ])
  })

  it('ends in order on Ctrl-C: the environments go, with all their messages', async () => {
    const child = startCli(['demo', '--json'])
    child.stdout.once('data', () => child.kill('SIGINT'))
    const { exitCode, stdout, stderr } = await child
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' })
    const objects = stdout.split('\n').map((line) => JSON.parse(line) as { topic?: string })
    expect(objects.map(({ topic }) => topic)).toContain('aliecs.env_state.UNKNOWN')
    const { length } = objects
    const records = { published: length - 1, read: length - 1 }
    expect(objects.at(-1)).toEqual({ type: 'summary', outcome: 'interrupted', records })
  })

  it('ends quietly when nobody reads any more', async () => {
    const child = startCli(['demo', '--fast', '--json'])
    child.stdout.once('data', () => child.stdout.destroy())
    const { exitCode, stderr } = await child
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' }) // as after SIGPIPE
  })
})
