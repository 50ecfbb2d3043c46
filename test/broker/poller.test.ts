import { expect, it, onTestFinished } from 'vitest'
import { type Pollable, Poller } from '../../broker/poller.js'
import { until } from '../helpers/until.js'

class FakeProducer implements Pollable {
  polls = 0
  waits = 0
  inFlight: number

  constructor(inFlight: number) {
    this.inFlight = inFlight
  }

  poll(): void {
    this.polls++
  }

  async waitForReports(): Promise<void> {
    this.waits++
    await new Promise(setImmediate)
  }
}

function setUp(inFlight: number) {
  const producer = new FakeProducer(inFlight)
  const poller = new Poller(producer)
  onTestFinished(() => poller.stop())
  return { producer, poller }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

it('waits on and on while something is in flight, and not any more when nothing is', async () => {
  const { producer, poller } = setUp(1)
  poller.wake()
  await until(
    () => producer.waits > 100,
    () => `${producer.waits} waits`,
  )
  producer.inFlight = 0
  await turns(3)
  const { waits } = producer
  await turns(10)
  expect(producer.waits).toBe(waits)
})

it('waits once at a time, however often it is woken', async () => {
  const { producer, poller } = setUp(1)
  poller.wake()
  poller.wake()
  expect(producer.waits).toBe(1)
})

it('without news for long it only polls, so that no thread is spent; news make it wait again', async () => {
  const { producer, poller } = setUp(1)
  poller.wake()
  await until(
    () => producer.polls > 2,
    () => `${producer.polls} polls`,
  )
  const { waits } = producer
  await turns(5)
  expect(producer.waits).toBe(waits)
  poller.wake()
  expect(producer.waits).toBe(waits + 1)
})

it('does nothing when woken for nothing, and nothing after the end', async () => {
  const { producer, poller } = setUp(0)
  poller.wake()
  producer.inFlight = 1
  poller.stop()
  poller.wake()
  await turns(5)
  expect([producer.waits, producer.polls]).toEqual([0, 0])
})

it('hears of the broker now and then even when idle', async () => {
  const { producer } = setUp(0)
  await until(
    () => producer.polls > 0,
    () => 'a poll',
  )
})
