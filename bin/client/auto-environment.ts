import { nanoid } from 'nanoid'
import type { Event__Output } from '#generated/grpc/events/Event.js'
import type { NewAutoEnvironmentRequest } from '#generated/grpc/o2control/NewAutoEnvironmentRequest.js'
import type { CommandContext } from '../context.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import type { CoreConnection } from './core-connection.js'
import { EventLines } from './event-lines.js'

/** What is known of an environment that is gone now. */
interface Outcome {
  environmentId: string
  state: string
  /** 0 without a run. */
  runNumber: number
  /** The last one; null where all went well. */
  error: string | null
}

/** An environment that goes through one run by itself: its events, until it is gone. */
export async function runAutoEnvironment(
  { client, limits }: CoreConnection,
  request: Omit<NewAutoEnvironmentRequest, 'id'>,
  { json }: { json?: boolean },
  { out, err, interruption }: CommandContext,
): Promise<number> {
  const id = nanoid() // of the stream; the environment's own is in its events
  const refused = new AbortController()
  const signal = AbortSignal.any([interruption.signal, refused.signal])
  const outcome: Outcome = { environmentId: '', state: '', runNumber: 0, error: null }
  const lines = new EventLines(out)
  const events = client.stream('Subscribe', { id }, { signal })
  const accepted = client.call('NewAutoEnvironment', { ...request, id }, limits)
  accepted.catch(() => refused.abort())
  for await (const event of events) {
    note(outcome, event)
    if (json !== true) lines.print(event)
  }
  await accepted
  if (interruption.signal.aborted) {
    err.print(`interrupted; the core goes on with ${outcome.environmentId || 'it'}: aliecs-kafka env list`)
    interruption.signal.throwIfAborted()
  }
  if (outcome.environmentId === '') outcome.error = 'the core told nothing of it'
  if (json === true) out.print(JSON.stringify(outcome))
  if (outcome.error === null) return EXIT_OK
  err.print(`${err.colors.red('error:')} the environment ended with an error: ${outcome.error}`)
  return EXIT_FAILED
}

function note(outcome: Outcome, { environmentEvent }: Event__Output): void {
  if (environmentEvent === null || environmentEvent === undefined) return
  const { environmentId, state, runNumber, error } = environmentEvent
  outcome.environmentId = environmentId
  if (state !== '') outcome.state = state
  if (runNumber !== 0) outcome.runNumber = runNumber
  if (error !== '') outcome.error = error
  else if (state === 'ERROR') outcome.error ??= 'it was in ERROR'
}
