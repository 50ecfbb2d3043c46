import { Readable } from 'node:stream'
import { status } from '@grpc/grpc-js'
import type { EnvironmentEvent, EnvironmentManager } from '../../core/index.js'
import { happeningEvent } from '../../events/index.js'
import { timerDelay } from '../../timers.js'
import { RpcError } from '../rpc-error.js'
import { EventEncoder } from './event-encoder.js'

export interface StreamLimits {
  /** Clients at once. */
  streams: number
  /** Events that wait for one client to read them. */
  buffer: number
  /** How long a stream waits for the environment that it is to show. */
  unassignedMs: number
}

const DEFAULT_LIMITS: StreamLimits = { streams: 1000, buffer: 10_000, unassignedMs: 60_000 }

/**
 * What happens to single environments, for those who ask until they are gone. A stream has the id of its environment;
 * that of an automatic environment has one that its client chose, before or after the environment was asked for.
 */
export class EnvironmentStreams {
  readonly #manager: Pick<EnvironmentManager, 'has'>
  readonly #limits: StreamLimits
  readonly #encoder = new EventEncoder()
  /** Environment ids by stream ids that clients chose. */
  readonly #assigned = new Map<string, string>()
  /** Of streams without an environment, by stream id. */
  readonly #waiting = new Map<string, Set<Readable>>()
  /** By environment id. */
  readonly #open = new Map<string, Set<Readable>>()
  #count = 0

  constructor(manager: Pick<EnvironmentManager, 'has'>, limits: Partial<StreamLimits> = {}) {
    this.#manager = manager
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
  }

  /**
   * Events as `events.Event`, from now until the environment is gone or the signal ends it.
   *
   * @throws RpcError RESOURCE_EXHAUSTED; while it is read NOT_FOUND too, where no environment comes
   */
  open(streamId: string, signal: AbortSignal): Readable {
    if (this.#count >= this.#limits.streams) {
      const text = `${this.#limits.streams} clients are subscribed, more are not served`
      throw new RpcError(status.RESOURCE_EXHAUSTED, text)
    }
    const stream = new Readable({ objectMode: true, read: () => {}, signal })
    const environmentId = this.#assigned.get(streamId) ?? streamId
    this.#count += 1
    stream.once('close', () => {
      this.#count -= 1
    })
    if (this.#manager.has(environmentId)) put(this.#open, environmentId, stream)
    else this.#wait(streamId, stream)
    return stream
  }

  /**
   * The stream of that id is to show the environment, which is about to be made.
   *
   * @throws RpcError ALREADY_EXISTS
   */
  assign(streamId: string, environmentId: string): void {
    if (this.#assigned.has(streamId) || this.#manager.has(streamId)) {
      throw new RpcError(status.ALREADY_EXISTS, `id: ${streamId} is the stream of another environment`)
    }
    this.#assigned.set(streamId, environmentId)
    for (const stream of this.#waiting.get(streamId) ?? []) put(this.#open, environmentId, stream)
    this.#waiting.delete(streamId)
  }

  observe(event: EnvironmentEvent): void {
    this.#send(event)
    const isLast =
      (event.type === 'teardown' && event.step === 'complete') ||
      (event.type === 'creation' && (event.step === 'failed' || event.step === 'announced'))
    // The manager forgets it right after that.
    if (isLast) setImmediate(() => this.endIfGone(event.environmentId))
  }

  endIfGone(environmentId: string): void {
    if (this.#manager.has(environmentId)) return
    for (const [streamId, assigned] of this.#assigned) {
      if (assigned === environmentId) this.#assigned.delete(streamId)
    }
    for (const stream of this.#open.get(environmentId) ?? []) stream.push(null)
  }

  #send(event: EnvironmentEvent): void {
    const streams = this.#open.get(event.environmentId)
    if (streams === undefined) return
    const message = happeningEvent(toldOfFailure(event))
    if (message === null) return
    const encoded = this.#encoder.encode(message)
    for (const stream of streams) {
      if (stream.readableLength < this.#limits.buffer) stream.push(encoded)
      else stream.destroy(tooSlow(this.#limits.buffer))
    }
  }

  #wait(streamId: string, stream: Readable): void {
    put(this.#waiting, streamId, stream)
    const { unassignedMs } = this.#limits
    const late = setTimeout(() => {
      if (this.#waiting.get(streamId)?.has(stream) !== true) return
      const text = `no environment and no automatic environment with id ${streamId} within ${unassignedMs} ms`
      stream.destroy(new RpcError(status.NOT_FOUND, text))
    }, timerDelay(unassignedMs))
    stream.once('close', () => clearTimeout(late))
  }
}

/** On Kafka nothing says why an automatic environment could not be made; a stream would end without a word. */
function toldOfFailure(event: EnvironmentEvent): EnvironmentEvent {
  return event.type === 'creation' && event.step === 'failed' ? { ...event, mode: 'wait' } : event
}

/** Until it is closed. */
function put(streams: Map<string, Set<Readable>>, id: string, stream: Readable): void {
  const others = streams.get(id) ?? new Set()
  streams.set(id, others.add(stream))
  stream.once('close', () => {
    others.delete(stream)
    if (others.size === 0 && streams.get(id) === others) streams.delete(id)
  })
}

function tooSlow(buffer: number): RpcError {
  const text = `the stream is read too slowly: ${buffer} events are waiting`
  return new RpcError(status.RESOURCE_EXHAUSTED, text)
}
