import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { createKafkaPublisher, startEmbeddedBroker } from '../../../broker/index.js'
import { type CoreEvent, EventWriter } from '../../../events/index.js'
import { KafkaPlugin } from '../../../plugin/index.js'
import { runCli } from '../../helpers/cli.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'

const TIMESTAMP_MS = 1795399029488

function coreEvent(topic: string, key: string | null, fill: (message: events.Event) => void): CoreEvent {
  const message = new events.Event()
  fill(message)
  return { topic, key, environmentId: 'envA', timestampMs: TIMESTAMP_MS, message }
}

function runEvent(environmentId: string, runNumber: number): CoreEvent {
  const run = new events.Ev_RunEvent()
  run.setEnvironmentid(environmentId)
  run.setRunnumber(runNumber)
  run.setState('RUNNING')
  run.setTransition('STOP_ACTIVITY')
  run.setTransitionstatus(events.OpStatus.STARTED)
  return coreEvent('aliecs.run', environmentId, (message) => message.setRunevent(run))
}

function taskEvent(): CoreEvent {
  const task = new events.Ev_TaskEvent()
  task.setEnvironmentid('envA')
  task.setTaskid('taskA')
  task.setState('LAUNCHED')
  task.setPath('w.host.readout')
  return coreEvent('aliecs.task', 'taskA', (message) => message.setTaskevent(task))
}

function coreStart(): CoreEvent {
  const start = new events.Ev_MetaEvent_CoreStart()
  start.setFrameworkid('f')
  return coreEvent('aliecs.core', null, (message) => message.setCorestartevent(start))
}

/** Two runs in both streams, a task, the start of a core. */
async function publishAll(brokers: string): Promise<void> {
  const logger = new MemoryLogger()
  const publisher = createKafkaPublisher({ brokers, logger })
  const plugin = new KafkaPlugin({ publisher, logger })
  await plugin.init('test')
  for (const [environment_id, run_number] of [
    ['envA', '7'],
    ['envB', '8'],
  ]) {
    const vars = { environment_id, run_number, detectors: '[]', enter_state_time_ms: '1' }
    const stack = { ...vars, __call_trigger: 'enter_RUNNING', __call_timeout: '60s' } as Record<
      string,
      string
    >
    await plugin.callStack(stack).PublishEnterStateUpdate()
  }
  const writer = new EventWriter({ publisher, logger })
  for (const event of [coreStart(), runEvent('envA', 7), runEvent('envB', 8), taskEvent()])
    writer.write(event)
  await writer.close(60_000)
}

describe('consume, with the events of the core', () => {
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>>
  const consume = async (...args: string[]): Promise<string[]> => {
    const result = await runCli(['consume', ...args, '--brokers', broker.endpoint, '--until-end'])
    expect(result).toMatchObject({ exitCode: 0, stderr: '' })
    return result.stdout.split('\n').sort((a, b) => (a.slice(25) < b.slice(25) ? -1 : 1))
  }
  beforeAll(async () => {
    broker = await startEmbeddedBroker()
    await publishAll(broker.endpoint)
  })
  afterAll(() => broker.stop())

  it('shows them by name and by pattern', async () => {
    expect(await consume('aliecs.run', 'aliecs.core', 'aliecs.task')).toEqual([
      expect.stringMatching(/aliecs\.core {2}- +core started, {2}framework f$/),
      expect.stringMatching(/aliecs\.run {3}envA +RUNNING +run 7 +STOP_ACTIVITY +STARTED$/),
      expect.stringMatching(/aliecs\.run {3}envB +RUNNING +run 8 +STOP_ACTIVITY +STARTED$/),
      expect.stringMatching(/aliecs\.task {2}taskA +LAUNCHED +w\.host\.readout$/),
    ])
    expect(await consume('aliecs.*')).toHaveLength(9)
  })

  it('shows one environment', async () => {
    const lines = await consume('aliecs.*', '--env', 'envA', '--json')
    const records = lines.map((line) => JSON.parse(line) as { topic: string; type: string })
    expect(records.map(({ topic }) => topic.replace('aliecs.', '')).sort()).toEqual(
      ['env_list.RUNNING', 'env_list.RUNNING', 'env_state.RUNNING', 'run', 'task'], // both lists have its run
    )
    expect(records.find(({ topic }) => topic === 'aliecs.run')).toMatchObject({
      type: 'events.Event',
      message: {
        timestamp: String(TIMESTAMP_MS),
        timestampNano: expect.stringMatching(new RegExp(`^${TIMESTAMP_MS}\\d{6}$`)),
        runEvent: { environmentId: 'envA', runNumber: 7, transitionStatus: 'STARTED' },
      },
    })
  })

  it('shows one run, and counts what it shows', async () => {
    expect(await consume('aliecs.*', '--run', '8')).toHaveLength(3)
    expect(await consume('aliecs.run', '--run', '8', '-n', '1')).toEqual([expect.stringContaining('envB')])
    expect(await consume('aliecs.*', '--run', '8', '--env', 'envA')).toEqual([''])
  })

  it('refuses a run that is no number', async () => {
    const { exitCode, stderr } = await runCli(['consume', 'aliecs.run', '--run', 'x'])
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--run') })
  })
})
