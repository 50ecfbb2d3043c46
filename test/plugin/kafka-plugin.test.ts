import { expect, it } from 'vitest'
import type { Publisher } from '../../plugin/host.js'
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
  expect(await rejection(() => plugin.init('instance'))).toHaveProperty('message', 'broken')
  const vars = {
    environment_id: 'a',
    __call_trigger: 'enter_ERROR',
    detectors: '[]',
    enter_state_time_ms: '1',
  }
  const stack: Record<string, string> = vars
  expect(await plugin.callStack(stack).PublishEnterStateUpdate()).toBe('')
  expect(stack['__call_error_reason']).toBe('broken')
})
