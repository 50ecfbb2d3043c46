/** A core with its plugin on, and attach beside it that asks this core: two ways to the same records. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { AttachTopics, type LookUp } from '../../attach/index.js'
import { coreLookup } from '../../bin/attach/core-lookup.js'
import { readToEnd } from '../../broker/index.js'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { startAttach, untilStatus } from '../helpers/attach-harness.js'
import { decoded } from '../helpers/attached-recording.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { startPageDaemon } from '../helpers/page-daemon.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 600_000
const limits = { timeoutMs: 240_000 }
const PREFIX = 'beside.'

/**
 * A core whose environments stay in each state until attach has asked for it, however slow the machine is: tasks do
 * what a transition wants of them only then.
 */
async function startCore() {
  const folder = mkdtempSync(join(tmpdir(), 'aliecs-kafka-attach-core-'))
  const kafka = await startKafka({ partitions: 3 })
  const daemon = await startPageDaemon({ brokers: kafka.brokers, folder })
  const control = connectControl(daemon.control)
  onTestFinished(async () => {
    control.close()
    await daemon.close()
    await kafka.dispose()
    rmSync(folder, { recursive: true, force: true })
  })
  const { manager, tasks } = daemon.core
  /** State of each environment that attach was last answered with; null without attach. */
  let answered: Map<string, string> | null = null
  const isAnswered = (id: string): boolean => {
    const state = manager.findEnvironment(id)?.state
    return answered === null || answered.get(id) === state
  }
  const asked = (id: string): Promise<void> =>
    until(
      () => isAnswered(id),
      () =>
        `attach to ask for ${id} in ${manager.findEnvironment(id)?.state}, asked for ${answered?.get(id)}`,
    )
  const [transition, release] = [tasks.transition.bind(tasks), tasks.release.bind(tasks)]
  tasks.transition = async (id, ...rest) => {
    await asked(id)
    await transition(id, ...rest)
  }
  tasks.release = async (id, ...rest) => {
    await asked(id)
    await release(id, ...rest)
  }
  const follow = async () => {
    const lookup = coreLookup(daemon.control)
    const states = new Map<string, string>()
    const lookUp: LookUp = async (id) => {
      const answer = await lookup.lookUp(id, limits)
      if (answer !== null && answer.enterStateTime !== null) states.set(id, answer.state)
      return answer
    }
    const topics = new AttachTopics({ prefix: PREFIX, sourcePrefix: '' })
    const attach = startAttach(
      kafka.brokers,
      { prefix: PREFIX, sourcePrefix: '' },
      { lookUp, topics, begin: 'now' },
    )
    onTestFinished(async () => {
      await attach.stop()
      lookup.close()
    })
    await untilStatus(attach.figures, 'following')
    answered = states
    return attach
  }
  return { brokers: kafka.brokers, control, follow }
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

describeWithKafkaTools('attach that asks the core, beside the plugin of this core', () => {
  it('has the same time of every state, to the millisecond', { timeout: TIMEOUT_MS }, async () => {
    const { brokers, control, follow } = await startCore()
    const { logger, figures } = await follow()
    const run = ['START_ACTIVITY', 'STOP_ACTIVITY'] as const
    const [first, second] = await Promise.all([created(control, 'flp-its-1'), created(control, 'flp-tpc-1')])
    // A destruction that resets first leaves that state before attach can ask for it.
    await Promise.all([
      moved(control, first, ...run, ...run, 'RESET', 'CONFIGURE', ...run, 'RESET'),
      moved(control, second, ...run, 'START_ACTIVITY'),
    ])
    await control.call('DestroyEnvironment', { id: first }, limits)
    await control.call('DestroyEnvironment', { id: second, force: true }, limits)
    const expected = timesOf(await legacyMessages(brokers, ''))
    expect(expected.length).toBeGreaterThan(40)
    expect(await told(brokers, expected.length)).toEqual(expected)
    expect(await figures.registry.metrics()).toContain(
      'aliecs_attach_source_faults_total{kind="inexact"} 0\n',
    )
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })

  it('has it of a state too that was entered before its first start', { timeout: TIMEOUT_MS }, async () => {
    const { brokers, control, follow } = await startCore()
    const id = await created(control, 'flp-its-1')
    await moved(control, id, 'START_ACTIVITY')
    const before = timesOf(await legacyMessages(brokers, ''))
    await follow()
    await moved(control, id, 'STOP_ACTIVITY')
    const after = timesOf(await legacyMessages(brokers, '')).filter((line) => !before.includes(line))
    expect(after.map((line) => line.split(' ')[0])).toEqual([
      'aliecs.env_leave_state.RUNNING',
      'aliecs.env_state.CONFIGURED',
    ])
    expect(await told(brokers, after.length)).toEqual(after)
  })
})
