import { Readable } from 'node:stream'
import { status } from '@grpc/grpc-js'
import type { EnvironmentEvent, EnvironmentManager } from '../../core/index.js'
import { happeningEvent } from '../../events/index.js'
import { timerDelay } from '../../timers.js'
import { RpcError } from '../rpc-error.js'
import { EventEncoder } from './event-encoder.js'
import { FairPlaces } from './fair-places.js'

export interface StreamLimits {
  /** Streams of environments at once. */
  streams: number
  /** Streams at once that wait for their environment, beside those. */
  waiting: number
  /** Limit of such streams for one connection. */
  waitingPerConnection: number
  /** Events that wait for one client to read them. */
  buffer: number
  /** How long a stream waits for the environment that it is to show. */
  unassignedMs: number
}

/** Stream of one client. */
interface ClientStream {
  stream: Readable
  peer: string
  /** Gives its place among the waiting ones back. */
  release?: () => void
}

const DEFAULT_LIMITS: StreamLimits = {
  streams: 1000,
  waiting: 200,
  waitingPerConnection: 50,
  buffer: 10_000,
  unassignedMs: 60_000,
}

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
  readonly #waiting = new Map<string, Set<ClientStream>>()
  /** By environment id. */
  readonly #open = new Map<string, Set<Readable>>()
  /** Limit of streams that show an environment. */
  readonly #places: FairPlaces
  /** Limit of waiting streams. Clients can invent ids, so waiting streams take no place from the others. */
  readonly #waitingPlaces: FairPlaces

  constructor(manager: Pick<EnvironmentManager, 'has'>, limits: Partial<StreamLimits> = {}) {
    this.#manager = manager
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#places = new FairPlaces({ limit: this.#limits.streams, ownOldest: 'keep' })
    const { waiting, waitingPerConnection } = this.#limits
    this.#waitingPlaces = new FairPlaces({
      limit: waiting,
      perConnection: waitingPerConnection,
      ownOldest: 'evict',
    })
  }

  /**
   * Events as `events.Event`, from now until the environment is gone or the signal ends it.
   *
   * @param peer address of the client's connection
   * @throws RpcError RESOURCE_EXHAUSTED; while it is read too, where another client gets the place, and NOT_FOUND where no
   *   environment comes
   */
  open(streamId: string, signal: AbortSignal, peer = ''): Readable {
    const stream = new Readable({ objectMode: true, read: () => {}, signal })
    const environmentId = this.#assigned.get(streamId) ?? streamId
    if (!this.#manager.has(environmentId)) this.#wait(streamId, { stream, peer })
    else if (!this.#show(environmentId, { stream, peer })) throw this.#exhausted()
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
    for (const waiting of this.#waiting.get(streamId) ?? []) {
      waiting.release?.()
      if (!this.#show(environmentId, waiting)) waiting.stream.destroy(this.#exhausted())
    }
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

  /** @returns false where all places are taken, most of them by this client */
  #show(environmentId: string, { stream, peer }: ClientStream): boolean {
    const release = this.#places.take(peer, () => stream.destroy(this.#exhausted()))
    if (release === null) return false
    stream.once('close', release)
    put(this.#open, environmentId, stream, stream)
    return true
  }

  #exhausted(): RpcError {
    const text = `${this.#limits.streams} clients are subscribed, more are not served`
    return new RpcError(status.RESOURCE_EXHAUSTED, text)
  }

  #wait(streamId: string, waiting: ClientStream): void {
    const { stream, peer } = waiting
    const { unassignedMs } = this.#limits
    const evict = (): void => {
      const text = `id: ${streamId} is not an environment yet, and too many streams wait for theirs: a newer one takes this place`
      stream.destroy(new RpcError(status.RESOURCE_EXHAUSTED, text))
    }
    const release = this.#waitingPlaces.take(peer, evict) ?? (() => {})
    waiting.release = release
    stream.once('close', release)
    put(this.#waiting, streamId, waiting, stream)
    const late = setTimeout(() => {
      if (this.#waiting.get(streamId)?.has(waiting) !== true) return
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

/** Keeps `item` until its stream is closed. */
function put<Item>(streams: Map<string, Set<Item>>, id: string, item: Item, stream: Readable): void {
  const others = streams.get(id) ?? new Set()
  streams.set(id, others.add(item))
  stream.once('close', () => {
    others.delete(item)
    if (others.size === 0 && streams.get(id) === others) streams.delete(id)
  })
}

function tooSlow(buffer: number): RpcError {
  const text = `the stream is read too slowly: ${buffer} events are waiting`
  return new RpcError(status.RESOURCE_EXHAUSTED, text)
}
