import { expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import type { Publisher, PublishResult } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

const make = (publisher: Publisher = new MemoryPublisher()) =>
  new KafkaPlugin({ publisher, logger: new MemoryLogger() })

it('introduces itself as the original does', () => {
  const plugin = make()
  expect(plugin.getName()).toBe('kafka')
  expect(plugin.getPrettyName()).toBe('Kafka FSM transition information service')
  expect(plugin.getEndpoint()).toBe('')
  expect(plugin.getEnvironmentsData(['a'])).toEqual({})
  expect(plugin.getEnvironmentsShortData(['a'])).toEqual({})
  expect(plugin.objectStack({}, {})).toEqual({})
  expect(JSON.parse(plugin.getData([]))).toEqual({ activeRuns: 0 })
})

it('goes from new to open to closed, and serves calls while open', async () => {
  const publisher = new MemoryPublisher()
  const plugin = make(publisher)
  expect(plugin.getConnectionState()).toBe('CONNECTING')
  const early: Record<string, string> = {}
  await plugin.callStack(early).PublishEnterStateUpdate()
  expect(early['__call_error_reason']).toBe('the kafka plugin is new')

  await plugin.init('instance')
  expect(plugin.getConnectionState()).toBe('READY')
  expect(publisher.take().map(({ topic }) => topic)).toEqual(['aliecs.env_list.RUNNING'])
  expect(await rejection(() => plugin.init('instance'))).toHaveProperty('code', 'KFK_CLOSED')

  await plugin.destroy()
  await plugin.destroy()
  expect(plugin.getConnectionState()).toBe('SHUTDOWN')
  const late: Record<string, string> = {}
  await plugin.callStack(late).PublishEnterStateUpdate()
  expect(late['__call_error_reason']).toBe('the kafka plugin is closed')
  expect(publisher.take()).toEqual([])
})

it('never throws into its host, even where a publisher does', async () => {
  const plugin = make({
    publish: () => {
      throw new Error('broken')
    },
  })
  await plugin.init('instance')
  const vars = {
    environment_id: 'a',
    __call_trigger: 'enter_ERROR',
    detectors: '[]',
    enter_state_time_ms: '1',
  }
  const stack: Record<string, string> = vars
  expect(await plugin.callStack(stack).PublishEnterStateUpdate()).toBe('')
  expect(stack['__call_error_reason']).toBe('the publisher threw: broken')
})

it('waits at its end for calls that a publisher without close still has', async () => {
  let answer: (result: PublishResult) => void = () => {}
  const plugin = make({
    publish: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  const opening = plugin.init('instance')
  answer({ status: 'delivered' })
  await opening
  const stack: Record<string, string> = {
    environment_id: 'a',
    __call_trigger: 'enter_ERROR',
    detectors: '[]',
    enter_state_time_ms: '1',
  }
  const calling = plugin.callStack(stack).PublishEnterStateUpdate()
  let ended = false
  const destroying = plugin.destroy().then(() => {
    ended = true
  })
  await new Promise(setImmediate)
  expect(ended).toBe(false)
  answer({ status: 'delivered' })
  await Promise.all([calling, destroying])
  expect(stack).not.toHaveProperty('__call_error')
})

it.each<[string, Publisher, RegExp]>([
  ['nothing', { publish: async () => undefined as never }, /the publisher answered undefined, expected/],
  ['never', { publish: () => new Promise(() => {}) }, /no answer from the publisher/],
])(
  'survives a publisher that answers %s',
  async (_what, publisher, reason) => {
    const plugin = make(publisher)
    const stack: Record<string, string> = {
      environment_id: 'a',
      __call_trigger: 'enter_ERROR',
      __call_timeout: '1ms',
      detectors: '[]',
      enter_state_time_ms: '1',
    }
    const opening = plugin.init('instance')
    await plugin.callStack(stack).PublishEnterStateUpdate()
    expect(stack['__call_error_reason']).toMatch(reason)
    await opening
  },
  60_000,
)

it('says what is missing where it is made without a publisher', () => {
  expect(() => new KafkaPlugin({} as never)).toThrow(/publisher: expected an object with a function publish/)
})

it('takes a clock with fractions', async () => {
  const publisher = new MemoryPublisher()
  const plugin = new KafkaPlugin({ publisher, logger: new MemoryLogger(), clock: () => 1795399248629.75 })
  await plugin.init('instance')
  const list = kafka.ActiveRunsList.deserializeBinary(publisher.take()[0]?.value ?? new Uint8Array())
  expect(list.getTimestamp()).toBe('1795399248629')
})
