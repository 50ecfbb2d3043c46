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
  /** The last one. */
  state: string
  /** 0 without a run. */
  runNumber: number
  /** Why there was no run, or why it was in ERROR; null where neither was so. */
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
  const outcome = new OutcomeOfEvents()
  const lines = new EventLines(out)
  const events = client.stream('Subscribe', { id }, { signal })
  const accepted = client.call('NewAutoEnvironment', { ...request, id }, limits)
  accepted.catch(() => refused.abort())
  for await (const event of events) {
    outcome.note(event)
    if (json !== true) lines.print(event)
  }
  await accepted
  const { environmentId, error } = outcome.outcome
  if (interruption.signal.aborted) {
    err.print(`interrupted; the core goes on with ${environmentId || 'it'}; aliecs-kafka env list shows it`)
    interruption.signal.throwIfAborted()
  }
  if (json === true) out.print(JSON.stringify(outcome.outcome))
  if (error === null) return EXIT_OK
  err.print(`${err.colors.red('error:')} the environment failed: ${error}`)
  return EXIT_FAILED
}

class OutcomeOfEvents {
  readonly #last = { environmentId: '', state: '', runNumber: 0 }
  #wasInError = false
  /** Errors that lead to no ERROR are among them, as the refusal of a second STOP_ACTIVITY. */
  #firstError: string | null = null

  note({ environmentEvent }: Event__Output): void {
    if (environmentEvent === null || environmentEvent === undefined) return
    const { environmentId, state, runNumber, error } = environmentEvent
    this.#last.environmentId = environmentId
    if (state !== '') this.#last.state = state
    if (runNumber !== 0) this.#last.runNumber = runNumber
    if (error !== '') this.#firstError ??= error
    if (state === 'ERROR') this.#wasInError = true
  }

  get outcome(): Outcome {
    const { environmentId, runNumber } = this.#last
    const unexplained =
      environmentId === ''
        ? 'the core told nothing of it'
        : runNumber === 0
          ? 'there was no run'
          : 'it was in ERROR'
    const isGood = runNumber !== 0 && !this.#wasInError
    return { ...this.#last, error: isGood ? null : (this.#firstError ?? unexplained) }
  }
}
