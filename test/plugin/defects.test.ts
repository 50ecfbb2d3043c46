/**
 * The sixteen defects of the Go plugin, by their numbers in docs/differences.md. 14 is about the wiring and is tested
 * with the command line (test/bin/commands/simulate.test.ts); 2, 3, 5 and 13 are shown on a real broker too, in
 * test/integration/.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import { producerOptions } from '../../broker/client-options.js'
import { createKafkaPublisher, startEmbeddedBroker } from '../../broker/index.js'
import { AliecsError } from '../../errors.js'
import type { PublishResult, VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { randomName } from '../helpers/services.js'
import { freePort } from '../services/ports.js'

const NOW = 1_795_399_248_629

async function setUp() {
  const publisher = new MemoryPublisher()
  const logger = new MemoryLogger()
  const plugin = new KafkaPlugin({ publisher, logger, clock: () => NOW })
  await plugin.init('test')
  publisher.take()
  return { plugin, publisher, logger }
}

const vars = (environmentId: string, trigger: string, more: VarStack = {}): VarStack => ({
  environment_id: environmentId,
  __call_trigger: trigger,
  detectors: '["TPC","ITS"]',
  enter_state_time_ms: '1722470400123',
  run_number: '567000',
  run_type: 'PHYSICS',
  ...more,
})

/** Environment ids of the last list among these. */
function lastList(publisher: MemoryPublisher): string[] {
  const lists = publisher.take().filter(({ topic }) => topic === 'aliecs.env_list.RUNNING')
  const runs = kafka.ActiveRunsList.deserializeBinary(
    lists.at(-1)?.value ?? new Uint8Array(),
  ).getActiverunsList()
  return runs.map((run) => run.getEnvironmentid())
}

describe('defect 1: a bad variable stack', () => {
  it('is an error of that call, publishes nothing, and leaves no stale run in later lists', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    publisher.take()
    const bad = vars('a', 'enter_CONFIGURED', { detectors: 'MFT' })
    await plugin.callStack(bad).PublishEnterStateUpdate()
    expect(publisher.take()).toEqual([])
    expect(bad).toMatchObject({
      __call_error: 'kafka.PublishEnterStateUpdate call failed',
      __call_error_reason: 'variable detectors: expected a JSON array of strings, got "MFT"',
    })
    await plugin.callStack(vars('b', 'enter_RUNNING')).PublishEnterStateUpdate()
    expect(lastList(publisher)).toEqual(['b'])
  })
})

describe('defect 2: seconds of waiting for a batch to fill', () => {
  it('is gone: a record leaves at once, and both records of a state entry in one call', async () => {
    expect(producerOptions('a:1', {}, { maxMessages: 1, maxBytes: 1 }).global['linger.ms']).toBe(0)
    const { plugin, publisher } = await setUp()
    publisher.timeouts.length = 0
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    expect(publisher.take()).toHaveLength(2)
    expect(publisher.timeouts).toHaveLength(1)
  })
})

describe('defect 3: __call_timeout ignored', () => {
  it.each([
    ['1s', 1000],
    ['1m30s', 90_000],
    ['250ms', 250],
  ])('%s is obeyed', async (timeout, timeoutMs) => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'leave_RUNNING', { __call_timeout: timeout })).PublishLeaveStateUpdate()
    expect(publisher.timeouts.at(-1)).toBe(timeoutMs)
  })

  it('is 5 s where absent, or no duration, which is said', async () => {
    const { plugin, publisher, logger } = await setUp()
    await plugin.callStack(vars('a', 'leave_RUNNING')).PublishLeaveStateUpdate()
    await plugin.callStack(vars('a', 'leave_RUNNING', { __call_timeout: 'soon' })).PublishLeaveStateUpdate()
    expect(publisher.timeouts.slice(-2)).toEqual([5000, 5000])
    expect(logger.lines).toEqual([expect.stringContaining('__call_timeout')])
  })
})

describe('defect 4: delivery errors only in the log', () => {
  const error = new AliecsError('KFK_TIMEOUT', 'no answer')
  it.each<[PublishResult, string]>([
    [{ status: 'queued', error }, 'kafka.PublishLeaveStateUpdate call queued'],
    [{ status: 'failed', error }, 'kafka.PublishLeaveStateUpdate call failed'],
  ])('%o is told to the host', async (answer, told) => {
    const { plugin, publisher } = await setUp()
    publisher.answer = answer
    const stack = vars('a', 'leave_RUNNING')
    await plugin.callStack(stack).PublishLeaveStateUpdate()
    expect(stack).toMatchObject({ __call_error: told, __call_error_reason: 'no answer' })
  })

  it('nor does text that is no Unicode ever spoil a message, or the list', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING', { run_type: 'PHY\ud800' })).PublishEnterStateUpdate()
    const [state, list] = publisher.take().map(({ value }) => value)
    const info = kafka.NewStateNotification.deserializeBinary(state ?? new Uint8Array()).getEnvinfo()
    expect(info?.getRuntype()).toBe('PHY\ufffd')
    const runs = kafka.ActiveRunsList.deserializeBinary(list ?? new Uint8Array()).getActiverunsList()
    expect(runs[0]?.getRuntype()).toBe('PHY\ufffd')
  })
})

describe('defect 5: no key, hence no order', () => {
  it('is gone: the environment id, and one key for the list', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    await plugin.callStack(vars('b', 'enter_RUNNING')).PublishEnterStateUpdate()
    const [stateOfA, listOfA, stateOfB, listOfB] = publisher.take()
    expect([stateOfA?.key, stateOfB?.key]).toEqual(['a', 'b'])
    expect(listOfA?.key).toEqual(expect.any(String))
    expect(listOfB?.key).toBe(listOfA?.key)
  })
})

describe('defect 6: a stale list after a newer one', () => {
  it('cannot be: snapshot and enqueueing are one step, whatever is awaited', async () => {
    const { plugin, publisher } = await setUp()
    const ids = Array.from({ length: 20 }, (_, index) => `env${String(index).padStart(2, '0')}`)
    await Promise.all(ids.map((id) => plugin.callStack(vars(id, 'enter_RUNNING')).PublishEnterStateUpdate()))
    const lists = publisher.take().filter(({ topic }) => topic === 'aliecs.env_list.RUNNING')
    const sizes = lists.map(
      ({ value }) => kafka.ActiveRunsList.deserializeBinary(value).getActiverunsList().length,
    )
    expect(sizes).toEqual(ids.map((_, index) => index + 1))
  })
})

describe('defect 7: an order that depends on chance', () => {
  it('is gone: two environments with ITS and company are ordered by size, then run, then id', async () => {
    const { plugin, publisher } = await setUp()
    const enter = (id: string, detectors: string, run_number: string) =>
      plugin.callStack(vars(id, 'enter_RUNNING', { detectors, run_number })).PublishEnterStateUpdate()
    await enter('c', '["ITS","TPC"]', '7')
    await enter('b', '["ITS","TOF"]', '7')
    await enter('a', '["ITS","MFT"]', '9')
    await enter('d', '["ITS","TPC","TOF"]', '10')
    expect(lastList(publisher)).toEqual(['d', 'b', 'c', 'a'])
  })
})

describe('defect 8: detectors sorted in place', () => {
  it('is gone: the state message keeps their order, before and after a list', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    await plugin.callStack(vars('a', 'leave_RUNNING')).PublishLeaveStateUpdate()
    const detectors = publisher
      .take()
      .map(({ topic, value }) =>
        topic === 'aliecs.env_list.RUNNING'
          ? kafka.ActiveRunsList.deserializeBinary(value).getActiverunsList()[0]?.getDetectorsList()
          : kafka.NewStateNotification.deserializeBinary(value).getEnvinfo()?.getDetectorsList(),
      )
    expect(detectors).toEqual([
      ['TPC', 'ITS'],
      ['ITS', 'TPC'],
      ['TPC', 'ITS'],
    ])
  })
})

describe('defect 9: stale entries of whoever left RUNNING in silence', () => {
  it.each<[string, (plugin: KafkaPlugin) => unknown]>([
    ['ERROR forced by the host', (plugin) => plugin.environmentStateChanged('a', 'ERROR')],
    ['DONE after a teardown', (plugin) => plugin.environmentStateChanged('a', 'DONE')],
    ['a teardown that ended the run, and whose tasks stay', (plugin) => plugin.runEnded('a')],
    ['leaving ERROR', (plugin) => plugin.callStack(vars('a', 'leave_ERROR')).PublishLeaveStateUpdate()],
    ['DESTROY', (plugin) => plugin.callStack(vars('a', 'DESTROY')).PublishEnterStateUpdate()],
  ])('are gone from the next list: %s', async (_what, leave) => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    await leave(plugin)
    await plugin.callStack(vars('b', 'enter_RUNNING')).PublishEnterStateUpdate()
    expect(lastList(publisher)).toEqual(['b'])
  })

  it('and who only announces to leave RUNNING, or to start again, is still there', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'enter_RUNNING')).PublishEnterStateUpdate()
    await plugin.callStack(vars('a', 'leave_RUNNING')).PublishLeaveStateUpdate()
    await plugin.callStack(vars('a', 'before_START_ACTIVITY+50')).PublishStartActivityUpdate()
    plugin.environmentStateChanged('a', 'RUNNING')
    await plugin.callStack(vars('b', 'enter_CONFIGURED')).PublishEnterStateUpdate()
    expect(lastList(publisher)).toEqual(['a'])
  })
})

describe('defect 10: leave and start messages precede the tasks', () => {
  it('is kept, because the recordings and the consumers rest on it: a message per hook, none held back', async () => {
    const { plugin, publisher } = await setUp()
    await plugin.callStack(vars('a', 'before_START_ACTIVITY+50')).PublishStartActivityUpdate()
    await plugin.callStack(vars('a', 'leave_CONFIGURED')).PublishLeaveStateUpdate() // the tasks refuse
    await plugin.callStack(vars('a', 'leave_CONFIGURED')).PublishLeaveStateUpdate() // GO_ERROR
    await plugin.callStack(vars('a', 'enter_ERROR')).PublishEnterStateUpdate()
    expect(publisher.take().map(({ topic }) => topic)).toEqual([
      'aliecs.before_start_activity',
      'aliecs.env_leave_state.CONFIGURED',
      'aliecs.env_leave_state.CONFIGURED',
      'aliecs.env_state.ERROR',
      'aliecs.env_list.RUNNING',
    ])
  })
})

describe('defect 11: the weight of a trigger in state and topic', () => {
  it.each(['enter_RUNNING+10', 'enter_RUNNING-5'])(
    'is gone: %s is RUNNING, with a run, and listed',
    async (trigger) => {
      const { plugin, publisher } = await setUp()
      await plugin.callStack(vars('a', trigger)).PublishEnterStateUpdate()
      const [state] = publisher.records
      expect(state?.topic).toBe('aliecs.env_state.RUNNING')
      const info = kafka.NewStateNotification.deserializeBinary(state?.value ?? new Uint8Array()).getEnvinfo()
      expect(info?.getState()).toBe('RUNNING')
      expect(info?.getRunnumber()).toBe(567000)
      expect(lastList(publisher)).toEqual(['a'])
    },
  )
})

describe('defect 12: no IP address, no second broker', () => {
  it('is gone: a broker by its address, after one that does not answer', async () => {
    const broker = await startEmbeddedBroker()
    onTestFinished(() => broker.stop())
    expect(broker.endpoint).toMatch(/^127\.0\.0\.1:/)
    const publisher = createKafkaPublisher({
      brokers: [`127.0.0.1:${await freePort()}`, broker.endpoint],
      logger: new MemoryLogger(),
    })
    const plugin = new KafkaPlugin({ publisher, logger: new MemoryLogger() })
    expect(plugin.getEndpoint()).toMatch(/^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$/)
    const topic = randomName('second')
    const record = { topic, key: null, value: Buffer.from('x') }
    expect(await publisher.publish([record], { timeoutMs: 60_000 })).toEqual({ status: 'delivered' })
    await plugin.destroy()
  })
})

describe('defect 13: the first message of a topic lost', () => {
  it('is gone: the topic is made first, and the call waits for it', async () => {
    const broker = await startEmbeddedBroker()
    onTestFinished(() => broker.stop())
    const publisher = createKafkaPublisher({ brokers: broker.endpoint, logger: new MemoryLogger() })
    const plugin = new KafkaPlugin({ publisher, logger: new MemoryLogger() })
    await plugin.init('test')
    const stack = vars('a', 'enter_RUNNING', { __call_timeout: '60s' })
    await plugin.callStack(stack).PublishEnterStateUpdate()
    expect(stack).not.toHaveProperty('__call_error')
    await plugin.destroy()
    expect(publisher.stats()).toMatchObject({ delivered: 3, failed: 0 })
  })
})

describe('defect 15: READY without a connection, and an end that loses messages', () => {
  it('is gone: the state is the true one, and destroy names what it could not deliver', async () => {
    const brokers = `127.0.0.1:${await freePort()}`
    const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
    const plugin = new KafkaPlugin({ publisher, logger: new MemoryLogger(), drainTimeoutMs: 10 })
    expect(plugin.getConnectionState()).toBe('CONNECTING')
    await plugin.init('test')
    expect(plugin.getConnectionState()).toBe('TRANSIENT_FAILURE')
    expect(JSON.parse(plugin.getData([]))).toMatchObject({
      queued: 1,
      delivered: 0,
      lastError: expect.stringContaining(brokers),
    })
    const error = await rejection(() => plugin.destroy())
    expect(error).toMatchObject({ code: 'KFK_UNDELIVERED' })
    expect(error.message).toContain('aliecs.env_list.RUNNING')
    expect(plugin.getConnectionState()).toBe('SHUTDOWN')
  })
})

describe('defect 16: a bad run number omitted in silence', () => {
  it('is omitted with a warning that has the value', async () => {
    const { plugin, publisher, logger } = await setUp()
    const stack = vars('a', 'enter_RUNNING', { run_number: '123abc' })
    await plugin.callStack(stack).PublishEnterStateUpdate()
    expect(publisher.take()).toHaveLength(2)
    expect(stack).not.toHaveProperty('__call_error')
    expect(logger.lines).toEqual([
      'warn: variable run_number: expected a uint32, got "123abc": published without it',
    ])
  })
})
