import { once } from 'node:events'
import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { EnvironmentStreams } from '../../../control-api/control/environment-streams.js'
import type { EnvironmentEvent } from '../../../core/index.js'

const there = new Set(['E1', 'E2'])
const manager = { has: (id: string) => there.has(id) }
const never = new AbortController().signal

function happening(environmentId = 'E1'): EnvironmentEvent {
  return {
    type: 'transition-started',
    transition: 'START_ACTIVITY',
    environmentId,
    state: 'CONFIGURED',
    runNumber: null,
    timestampMs: 1_700_000_000_000,
    requestUser: null,
    workflow: null,
  }
}

it('keeps no more than its bound for one who does not read, and serves the others', async () => {
  const streams = new EnvironmentStreams(manager, { buffer: 3 })
  const slow = streams.open('E1', never)
  const quick = streams.open('E1', never)
  const read: unknown[] = []
  quick.on('data', (event) => read.push(event))
  const failed = once(slow, 'error')
  for (let count = 1; count <= 5; count += 1) {
    streams.observe(happening())
    streams.observe(happening('E2'))
    await new Promise(setImmediate)
  }
  expect((await failed)[0]).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    message: 'the stream is read too slowly: 3 events are waiting',
  })
  expect(read).toHaveLength(5)
  quick.destroy()
})

it('serves a bounded number of clients', async () => {
  const streams = new EnvironmentStreams(manager, { streams: 1 })
  const first = streams.open('E1', never)
  expect(() => streams.open('E1', never)).toThrow('1 clients are subscribed, more are not served')
  first.destroy()
  await once(first, 'close')
  streams.open('E1', never).destroy()
})

it('lets no client lock out others by ids that it invents', async () => {
  const streams = new EnvironmentStreams(manager, { streams: 2, waiting: 3 })
  const invented = Array.from({ length: 10 }, (_, index) => streams.open(`invented ${index}`, never, 'bad:1'))
  const ends = Promise.all(invented.slice(0, 8).map((stream) => once(stream, 'error')))
  const late = streams.open('mine', never, 'good:1')
  for (const [error] of await ends) {
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED })
    expect(error.message).toContain('is not an environment yet, and too many streams wait for theirs')
  }
  // Streams of environments have places of their own.
  const shown = streams.open('E1', never, 'bad:1')
  streams.observe(happening('E1'))
  expect((await once(shown, 'data'))[0]).toMatchObject({ environmentEvent: { environmentId: 'E1' } })
  streams.assign('mine', 'E2')
  streams.observe(happening('E2'))
  expect((await once(late, 'data'))[0]).toMatchObject({ environmentEvent: { environmentId: 'E2' } })
  for (const stream of [...invented, late, shown]) stream.destroy()
})

it('lets no client lock out others by many streams of one environment', async () => {
  const streams = new EnvironmentStreams(manager, { streams: 3 })
  const greedy = Array.from({ length: 3 }, () => streams.open('E1', never, 'bad:1'))
  expect(() => streams.open('E1', never, 'bad:1')).toThrow('3 clients are subscribed')
  const ended = once(greedy[0] ?? streams.open('E1', never), 'error')
  const other = streams.open('E1', never, 'good:1')
  expect((await ended)[0]).toMatchObject({ code: status.RESOURCE_EXHAUSTED })
  for (const stream of [...greedy, other]) stream.destroy()
})

it('waits a bounded time for an environment that nobody has asked for yet', async () => {
  const streams = new EnvironmentStreams(manager, { unassignedMs: 20 })
  const [error] = await once(streams.open('nobody', never), 'error')
  expect(error).toMatchObject({
    code: status.NOT_FOUND,
    message: expect.stringContaining('with id nobody within 20 ms'),
  })
  const stream = streams.open('E3', never)
  streams.assign('E3', 'E1')
  await new Promise((resolve) => setTimeout(resolve, 40))
  streams.observe(happening())
  const [event] = await once(stream, 'data')
  expect(event).toMatchObject({ environmentEvent: { environmentId: 'E1', transition: 'START_ACTIVITY' } })
  stream.destroy()
})
