/** A core with its plugin on, and attach with `--core` beside it: two ways to the same records. */
import { expect, it, onTestFinished } from 'vitest'
import { readToEnd } from '../../broker/index.js'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { decoded } from '../helpers/attached-recording.js'
import { startLoggingCli } from '../helpers/cli.js'
import { startDaemonProcess } from '../helpers/daemon-process.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'

/** A machine that stands still for 200 ms leaves a state without its exact time, as it may. */
const OPTIONS = { timeout: 300_000, retry: 2 }
const limits = { timeoutMs: 60_000 }
const PREFIX = 'beside.'
/** Each state lasts so long at least, and is there to be asked for. */
const TASKS_MS = '500'

async function startCore() {
  const kafka = await startKafka({ partitions: 3 })
  onTestFinished(() => kafka.dispose())
  const endpoint = ['--kafka-endpoint', kafka.brokers, '--task-transition-delay-ms', TASKS_MS]
  const core = startDaemonProcess('file://examples/settings.yaml', ...endpoint)
  await core.ready()
  const address = core.addressOf('control')
  const control = connectControl(address)
  onTestFinished(() => control.close())
  return { brokers: kafka.brokers, control, address }
}

/** An instance as a process, which asks this core. */
async function startAttach(brokers: string, core: string) {
  const { child, log } = startLoggingCli([
    ...['attach', '--brokers', brokers, '--topic-prefix', PREFIX, '--core', core],
  ])
  const get = async (path: string): Promise<string> => {
    const [url] = /http:\S+(?=\/metrics)/.exec(log()) ?? []
    return url === undefined ? '' : (await fetch(`${url}${path}`)).text()
  }
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`attach is gone: ${log()}`)
    return (await get('/readyz')).includes('following')
  }, log)
  return { log, metrics: () => get('/metrics') }
}

type Transition = 'START_ACTIVITY' | 'STOP_ACTIVITY' | 'RESET' | 'CONFIGURE'

async function created(control: ControlClient, host: string): Promise<string> {
  const request = { workflowTemplate: 'readout-dataflow', vars: { hosts: JSON.stringify([host]) } }
  const { environment } = await control.call('NewEnvironment', request, limits)
  return environment?.id ?? ''
}

async function moved(control: ControlClient, id: string, ...transitions: readonly Transition[]) {
  for (const type of transitions) await control.call('ControlEnvironment', { id, type }, limits)
}

/** Every message on the legacy topics. */
async function legacyMessages(brokers: string, prefix: string): Promise<LegacyMessage[]> {
  const messages: LegacyMessage[] = []
  const isLegacy = (topic: string): boolean =>
    [`${prefix}aliecs.env_`, `${prefix}aliecs.before_start`].some((start) => topic.startsWith(start))
  await readToEnd({ brokers, client: {}, onError: () => {} }, isLegacy, ({ topic, key, value }) => {
    messages.push(...decoded([{ topic: topic.slice(prefix.length), key, value: value ?? Buffer.alloc(0) }]))
  })
  return messages
}

/** Each message with the time of its state. Which runs are in one list is a matter of moments; what it says of each is not. */
function timesOf(messages: readonly LegacyMessage[]): string[] {
  const line = (topic: string, { environmentId, runNumber, enterStateTimestamp }: LegacyInfo): string =>
    `${topic} ${environmentId} ${runNumber} ${enterStateTimestamp}`
  const listed = messages.flatMap((each) =>
    each.kind === 'list' ? each.runs.map((run) => line(each.topic, run)) : [],
  )
  const single = messages.flatMap((each) => (each.kind === 'list' ? [] : [line(each.topic, each.info)]))
  // The Go core has no hooks at STANDBY, and attach no message.
  return [...single, ...new Set(listed)].filter((text) => !text.includes('env_state.STANDBY')).toSorted()
}

type LegacyInfo = Exclude<LegacyMessage, { kind: 'list' }>['info']

/** What attach has told, once it is as much as that. */
async function told(brokers: string, count: number): Promise<string[]> {
  let lines: string[] = []
  await until(
    async () => {
      lines = timesOf(await legacyMessages(brokers, PREFIX))
      return lines.length >= count
    },
    () => `${count} lines, got ${lines.join('\n')}`,
  )
  return lines
}

describeWithKafkaTools('attach with --core beside a core with the plugin', () => {
  it('has the same time of every state, to the millisecond', OPTIONS, async () => {
    const { brokers, control, address } = await startCore()
    const attach = await startAttach(brokers, address)
    const run = ['START_ACTIVITY', 'STOP_ACTIVITY'] as const
    const [first, second] = await Promise.all([created(control, 'flp-its-1'), created(control, 'flp-tpc-1')])
    // Of a destruction that resets first, that state would be over before anybody can ask for it.
    await Promise.all([
      moved(control, first, ...run, ...run, 'RESET', 'CONFIGURE', ...run, 'RESET'),
      moved(control, second, ...run, 'START_ACTIVITY'),
    ])
    await control.call('DestroyEnvironment', { id: first }, limits)
    await control.call('DestroyEnvironment', { id: second, force: true }, limits)
    const expected = timesOf(await legacyMessages(brokers, ''))
    expect(expected.length).toBeGreaterThan(40)
    expect(await told(brokers, expected.length)).toEqual(expected)
    expect(await attach.metrics()).toContain('aliecs_attach_source_faults_total{kind="inexact"} 0\n')
    expect(attach.log()).not.toContain('WARN')
  })

  it('has it of a state too that was entered before its first start', OPTIONS, async () => {
    const { brokers, control, address } = await startCore()
    const id = await created(control, 'flp-its-1')
    await moved(control, id, 'START_ACTIVITY')
    const before = timesOf(await legacyMessages(brokers, ''))
    await startAttach(brokers, address)
    await moved(control, id, 'STOP_ACTIVITY')
    const after = timesOf(await legacyMessages(brokers, '')).filter((line) => !before.includes(line))
    expect(after.map((line) => line.split(' ')[0])).toEqual([
      'aliecs.env_leave_state.RUNNING',
      'aliecs.env_state.CONFIGURED',
    ])
    expect(await told(brokers, after.length)).toEqual(after)
  })
})
