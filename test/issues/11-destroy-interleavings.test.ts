import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Environment } from '../../core/index.js'
import { AliecsError } from '../../errors.js'
import { interleavedCore, legacyRuns, runEvents, turns } from '../helpers/interleaving.js'

/**
 * Issue 11, section 7: requests for one environment that came a few milliseconds apart turned a clean stop into GO_ERROR,
 * because each of them chose its steps by a state that an earlier one was about to change.
 */
type Core = Awaited<ReturnType<typeof interleavedCore>>
type Request = (core: Core, id: string) => Promise<unknown>

const control =
  (event: string): Request =>
  async ({ manager }, id) => {
    const { error } = await manager.control(id, event)
    if (error !== null) throw error
  }
const REQUESTS = {
  START: control('START_ACTIVITY'),
  STOP: control('STOP_ACTIVITY'),
  RESET: control('RESET'),
  DELETE: ({ manager }, id) => manager.destroy(id, { allowInRunningState: true }),
  'DELETE, not of RUNNING': ({ manager }, id) => manager.destroy(id),
  'DELETE by force': ({ manager }, id) => manager.destroy(id, { force: true }),
  Teardown: ({ manager }) => manager.destroyAll(),
  SIGTERM: ({ manager }) => manager.shutdown(60_000),
  END_OF_STREAM: async ({ manager }, id) => manager.taskEvent('end_of_stream', { environmentId: id }),
  TASK_FAILED: async ({ manager }, id) => manager.taskEvent('fail', { environmentId: id, host: 'flp-its-1' }),
  TASK_INTERNAL_ERROR: async ({ manager }, id) => manager.taskEvent('internal_error', { environmentId: id }),
} satisfies Record<string, Request>
type Name = keyof typeof REQUESTS
const TASK_ERRORS: readonly Name[] = ['TASK_FAILED', 'TASK_INTERNAL_ERROR']

/** Answers of an environment that is on its way in or out; they change nothing. */
const REFUSED = ['ENVIRONMENT_UNKNOWN', 'ENVIRONMENT_LEAVING', 'CORE_CLOSING']

interface Plan {
  mode: 'wait' | 'auto'
  /** Requests, each so many turns of the event loop after the one before. */
  requests: readonly (readonly [after: number, name: Name])[]
}

async function run({ mode, requests }: Plan): Promise<void> {
  const core = await interleavedCore()
  const { manager, events, publisher } = core
  const id = 'E'
  const ends: Promise<unknown>[] = []
  let created: Promise<Environment>
  if (mode === 'auto') {
    const auto = manager.createAuto(core.request(id))
    ends.push(auto.finished)
    created = auto.created
  } else {
    created = manager.begin(core.request(id)).created
  }
  ends.push(created)
  for (const [after, name] of requests) {
    await turns(after)
    const end = REQUESTS[name](core, id)
    end.catch(() => {})
    ends.push(end)
  }
  if (mode === 'auto' && requests.every(([, name]) => name.startsWith('S') || name.startsWith('END'))) {
    ends.push(created.then(() => manager.destroy(id)))
  }
  const settled = await Promise.allSettled(mode === 'auto' ? ends.slice(1) : ends)
  await manager.shutdown(60_000)
  await Promise.allSettled(ends)
  await turns(10)

  expect(manager.environments).toEqual([])
  for (const [number, transitions] of runEvents(events)) {
    expect([number, transitions[0], transitions.length]).toEqual([number, 'START_ACTIVITY', 2])
  }
  const last = events.findIndex((event) => event.type === 'teardown' && event.step === 'complete')
  expect(events.slice(last + 1).filter(({ type }) => type !== 'creation')).toEqual([])
  if (requests.some(([, name]) => TASK_ERRORS.includes(name))) return

  const errors = settled.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
  const failures = errors.filter((error) => !isRefusal(error))
  // All that can fail without an error of a task is a transition that the state does not allow.
  for (const error of failures)
    expect(error).toMatchObject({ message: expect.stringMatching(/inappropriate/) })
  for (const [number, { starts, ends: stops }] of legacyRuns(publisher.records)) {
    expect({ number, starts, stops }).toEqual({ number, starts: 1, stops: 1 })
  }
  if (failures.length > 0) return
  expect(events.filter(({ type }) => type === 'error-imminent')).toEqual([])
  expect(publisher.records.filter(({ topic }) => topic === 'aliecs.env_state.ERROR')).toEqual([])
  const failed = events.flatMap((event) => (event.type === 'transition-finished' ? (event.error ?? []) : []))
  // The second task that comes to its END_OF_STREAM asks for STOP again.
  for (const error of failed) expect(error).toMatch(/^event STOP_ACTIVITY inappropriate in current state/)
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof AliecsError)) return false
  return REFUSED.includes(error.code) || error.message.includes('is still being created')
}

const after = fc.integer({ min: 0, max: 40 })
const plan = fc.oneof(
  fc.record({
    mode: fc.constant('wait' as const),
    requests: fc.array(
      fc.tuple(
        after,
        fc.constantFrom(...(Object.keys(REQUESTS) as Name[]).filter((name) => !TASK_ERRORS.includes(name))),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  }),
  fc.record({
    mode: fc.constant('auto' as const),
    requests: fc.array(
      fc.tuple(
        after,
        fc.constantFrom<Name>('DELETE', 'DELETE by force', 'Teardown', 'SIGTERM', 'END_OF_STREAM'),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
)

it('whatever requests meet, each run begins once and ends once, without ERROR unless one of them failed', async () => {
  await fc.assert(fc.asyncProperty(plan, run), { numRuns: 150 })
}, 300_000)

it('whatever requests and errors of tasks meet, each run ends once, and nothing comes after the end', async () => {
  const name = fc.constantFrom(...(Object.keys(REQUESTS) as Name[]))
  const requests = fc.array(fc.tuple(after, name), { minLength: 2, maxLength: 6 })
  const failing = fc.record({ mode: fc.constant('wait' as const), requests })
  await fc.assert(fc.asyncProperty(failing, run), { numRuns: 60 })
}, 300_000)

const DESTROYS = ['DELETE', 'DELETE, not of RUNNING', 'DELETE by force', 'Teardown', 'SIGTERM'] as const

it.each(
  DESTROYS.flatMap((first) => [...DESTROYS, 'STOP' as const].map((second) => [first, second] as const)),
)(
  'of an environment in RUNNING: %s, then %s, at every offset',
  async (first, second) => {
    for (let offset = 0; offset < 20; offset += 1) {
      const core = await interleavedCore()
      await core.manager.create(core.request('E'))
      await core.manager.control('E', 'START_ACTIVITY')
      const ends: Promise<unknown>[] = [REQUESTS[first](core, 'E')]
      await turns(offset)
      ends.push(REQUESTS[second](core, 'E'))
      const [firstEnd, secondEnd] = await Promise.allSettled(ends)
      expect(firstEnd?.status).toBe('fulfilled')
      if (secondEnd?.status === 'rejected') expect(isRefusal(secondEnd.reason)).toBe(true)
      expect(core.manager.environments).toEqual([])
      expect(core.events.filter(({ type }) => type === 'error-imminent')).toEqual([])
      expect([...legacyRuns(core.publisher.records)]).toEqual([[1, { starts: 1, ends: 1 }]])
      expect(runEvents(core.events).get(1)).toHaveLength(2)
    }
  },
  120_000,
)
