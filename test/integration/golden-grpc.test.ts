import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import type { ControlClient } from '../../control-api/client.js'
import type { PublishRecord, PublishResult, VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { startControlServer } from '../helpers/control-server.js'
import { distinctClock } from '../helpers/core-harness.js'
import { comparable } from '../helpers/grpc-comparison.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { until } from '../helpers/until.js'

/**
 * The read-only calls of the recording `grpc_states`, at the same seven moments of the same steps.
 * The user's side of what is not compared is docs/differences.md, "The control interface".
 */
const GOLDEN = new URL('../golden/core/', import.meta.url)
const timeoutMs = 60_000
const options = { timeoutMs }
const requestUser = { name: 'root@vm' }

interface RecordedCall {
  call: 'GetFrameworkInfo' | 'GetIntegratedServices' | 'GetEnvironments' | 'GetEnvironment'
  request: { id?: string; showAll?: boolean; showTaskInfos?: boolean }
  response: unknown
}

function recorded(moment: string): RecordedCall[] {
  const lines = readFileSync(new URL(`grpc_${moment}.jsonl`, GOLDEN), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line) as RecordedCall)
}

/** Keeps the broker's answer to the messages of entering CONFIGURED back, once it is told to. */
class HeldPublisher extends MemoryPublisher {
  readonly endpoint = 'localhost:9092'
  #held: Promise<void> | null = null
  isHolding = false

  hold(): () => void {
    let release: () => void = () => {}
    this.#held = new Promise((resolve) => {
      release = resolve
    })
    return () => {
      this.#held = null
      release()
    }
  }

  override async publish(records: PublishRecord[], wait: { timeoutMs: number }): Promise<PublishResult> {
    if (this.#held !== null && records.some(({ topic }) => topic === 'aliecs.env_state.CONFIGURED')) {
      this.isHolding = true
      await this.#held
    }
    return super.publish(records, wait)
  }
}

it('answers as the recorded core does at the same moments', async () => {
  const publisher = new HeldPublisher()
  const clock = distinctClock()
  let runNumber = 3
  const core = await startControlServer({
    clock,
    plugins: { kafka: () => new KafkaPlugin({ publisher, clock, logger: new MemoryLogger() }) },
    runtime: {
      defaults: { consul_base_uri: '', core_hostname: 'vm', framework_id: 'framework' },
      vars: { kafka_enabled: 'true' },
    },
    runNumbers: {
      next: async () => {
        runNumber += 1
        return runNumber
      },
    },
    limits: { callGraceMs: 60_000 },
  })
  onTestFinished(core.close)
  const { client } = core
  const control = (id: string, type: 'START_ACTIVITY' | 'STOP_ACTIVITY') =>
    client.call('ControlEnvironment', { id, type, requestUser }, options)

  await compare('none', client, [])
  const first = await create(client, ['flp-tpc-1', 'flp-its-1'])
  await compare('configured', client, [first])
  expect(await control(first, 'START_ACTIVITY')).toMatchObject({ state: 'RUNNING', currentRunNumber: 4 })
  await compare('running', client, [first])
  const second = await create(client, ['flp-mft-1'])
  await control(second, 'START_ACTIVITY')
  await compare('two_running', client, [first, second])
  await client.call('DestroyEnvironment', { id: second, force: true, requestUser }, options)

  const release = publisher.hold()
  const stopped = control(first, 'STOP_ACTIVITY')
  await until(
    () => publisher.isHolding,
    () => 'the message of entering CONFIGURED',
  )
  await compare('during_stop', client, [first])
  release()
  expect(await stopped).toMatchObject({ state: 'CONFIGURED', currentRunNumber: 0 })
  await compare('configured_after_run', client, [first])

  await control(first, 'START_ACTIVITY')
  core.manager.taskEvent('fail', { host: 'flp-its-1' })
  const state = async () => (await client.call('GetEnvironment', { id: first }, options)).environment
  await until(
    async () => {
      const environment = await state()
      return environment?.state === 'ERROR' && environment.currentTransition === ''
    },
    () => 'ERROR after a task died',
  )
  await compare('error', client, [first])
})

async function create(client: ControlClient, hosts: string[]): Promise<string> {
  const vars = { hosts: JSON.stringify(hosts) }
  const request = { workflowTemplate: 'golden-dataflow', vars, requestUser }
  const { environment } = await client.call('NewEnvironment', request, options)
  expect(environment?.state).toBe('CONFIGURED')
  return environment?.id ?? ''
}

/** @param ids of the environments that there are, in the order of their creation */
async function compare(moment: string, client: ControlClient, ids: string[]): Promise<void> {
  const calls = recorded(moment)
  const theirs = [...new Set(calls.flatMap(({ request }) => request.id ?? []))]
  for (const { call, request, response } of calls) {
    const asked =
      request.id === undefined ? request : { ...request, id: ids[theirs.indexOf(request.id)] ?? '' }
    const reply: unknown = await client.call(call, asked, options)
    const what = `${moment}: ${call} ${JSON.stringify(request)}`
    expect(comparable(reply), what).toEqual(comparable(response))
  }
}

it('compares what is there', () => {
  const vars: VarStack = { run_end_time_ms: '' }
  expect(comparable({ vars, tasks: [], state: '' })).toEqual({ vars })
  expect(comparable({ state: 'RUNNING' })).not.toEqual(comparable({ state: 'CONFIGURED' }))
})
