import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import type { Event__Output } from '#generated/grpc/events/Event.js'
import { rejection } from '../../helpers/caught.js'
import { options, start } from '../../helpers/control-calls.js'
import type { ControlServer } from '../../helpers/control-server.js'
import { until } from '../../helpers/until.js'

const onHost = (host: string) => ({
  workflowTemplate: 'golden-dataflow',
  vars: { hosts: JSON.stringify([host]) },
})

/** Reads to the end. */
function follow({ client }: ControlServer, id: string, signal?: AbortSignal) {
  const seen: Event__Output[] = []
  const ended = (async () => {
    for await (const event of client.stream('Subscribe', { id }, { ...(signal && { signal }) }))
      seen.push(event)
  })()
  ended.catch(() => {})
  return { seen, ended }
}

const states = (seen: Event__Output[]): string[] => {
  const all = seen.flatMap(({ environmentEvent }) => environmentEvent?.state ?? [])
  return all.filter((state, index) => state !== all[index - 1])
}

it('shows an automatic environment from its beginning to its end, and ends with it', async () => {
  const core = await start()
  const { seen, ended } = follow(core, 'chosen-by-the-client')
  await core.client.call(
    'NewAutoEnvironment',
    { ...onHost('flp-its-1'), id: 'chosen-by-the-client' },
    options,
  )
  await until(
    () => core.manager.environments[0]?.state === 'RUNNING',
    () => `states: ${states(seen)}`,
  )
  core.manager.taskEvent('end_of_stream')
  await ended
  expect(states(seen)).toEqual([
    'PENDING',
    'STANDBY',
    'DEPLOYED',
    'CONFIGURED',
    'RUNNING',
    'CONFIGURED',
    'DEPLOYED',
    'DONE',
  ])
  const kinds = new Set(seen.map(({ Payload }) => Payload))
  expect([...kinds].sort()).toEqual(['environmentEvent', 'roleEvent', 'runEvent', 'taskEvent'])
  const stamps = seen.map(({ timestampNano }) => BigInt(timestampNano))
  expect(stamps.every((stamp, index) => index === 0 || stamp > (stamps[index - 1] ?? 0n))).toBe(true)
})

it('shows it to one who comes after it was asked for too', async () => {
  const core = await start()
  await core.client.call('NewAutoEnvironment', { ...onHost('flp-its-1'), id: 'later' }, options)
  const { seen, ended } = follow(core, 'later')
  await core.client.call('GetFrameworkInfo', {}, options) // on the same connection: the stream is open then
  await until(
    () => core.manager.environments[0]?.state === 'RUNNING',
    () => `states: ${states(seen)}`,
  )
  core.manager.taskEvent('end_of_stream')
  await ended
  expect(states(seen).at(-1)).toBe('DONE')
})

it('ends where the creation fails, with the reason', async () => {
  const core = await start()
  const { seen, ended } = follow(core, 'fails')
  await core.client.call('NewAutoEnvironment', { ...onHost('no-such-host'), id: 'fails' }, options)
  await ended
  expect(seen.at(-1)?.environmentEvent?.error).toContain('no-such-host')
})

it('shows any environment by its own id', async () => {
  const core = await start()
  const { environment } = await core.client.call('NewEnvironment', onHost('flp-its-1'), options)
  const id = environment?.id ?? ''
  const [first, second] = [follow(core, id), follow(core, id)]
  await core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
  await until(
    () => [first, second].every(({ seen }) => seen.length > 0),
    () => 'both see something',
  )
  await core.client.call('DestroyEnvironment', { id, force: true }, options)
  await Promise.all([first.ended, second.ended])
  expect(states(second.seen).at(-1)).toBe('DONE')
})

it('one who leaves leaves nothing behind', async () => {
  const core = await start()
  const { environment } = await core.client.call('NewEnvironment', onHost('flp-its-1'), options)
  const leaving = new AbortController()
  const { seen, ended } = follow(core, environment?.id ?? '', leaving.signal)
  const stays = follow(core, environment?.id ?? '')
  await core.client.call('ControlEnvironment', { id: environment?.id ?? '', type: 'START_ACTIVITY' }, options)
  await until(
    () => seen.length > 0,
    () => 'something is seen',
  )
  leaving.abort()
  await ended
  await core.client.call('DestroyEnvironment', { id: environment?.id ?? '', force: true }, options)
  await stays.ended
  expect(states(stays.seen).at(-1)).toBe('DONE')
  expect(states(seen)).not.toContain('DONE')
})

it('one stream id is for one environment', async () => {
  const core = await start()
  await core.client.call('NewAutoEnvironment', { ...onHost('flp-its-1'), id: 'same' }, options)
  const again = () => core.client.call('NewAutoEnvironment', { ...onHost('flp-tpc-1'), id: 'same' }, options)
  expect(await rejection(again)).toMatchObject({ cause: { code: status.ALREADY_EXISTS } })
})

it('wants an id', async () => {
  const core = await start()
  await expect(follow(core, '').ended).rejects.toMatchObject({
    message: 'id: none given',
    cause: { code: status.INVALID_ARGUMENT },
  })
})
