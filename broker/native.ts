import { createRequire } from 'node:module'
import type * as Rdkafka from 'node-rdkafka'
import { AliecsError } from '../errors.js'
import { requireReachable } from './advertised-brokers.js'
import type { LogEvent } from './connection-cause.js'
import type { ConnectionFailures } from './connection-failures.js'
import { errorOf, LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'

/**
 * The one file that names node-rdkafka. It loads the compiled addon at the first use, and has what its clients share:
 * callbacks become promises with a limit, and the addon's errors become ours, the original kept as `cause`.
 */

export type { KafkaConsumer, Metadata, Producer, TopicPartition } from 'node-rdkafka'

/** librdkafka option → value, as its CONFIGURATION.md names them. */
export type ClientOptions = Readonly<Record<string, string | number | boolean>>

export interface TopicMetadata {
  name: string
  partitions: number[]
  /** Partitions without a leader. */
  leaderless: number[]
}

/** Address that the cluster advertises for one of its brokers. */
export interface AdvertisedBroker {
  id: number
  host: string
  port: number
}

let loaded: typeof Rdkafka | undefined
/** @throws AliecsError KFK_CLIENT where it is not compiled */
export function rdkafka(): typeof Rdkafka {
  try {
    loaded ??= createRequire(import.meta.url)('node-rdkafka') as typeof Rdkafka
    return loaded
  } catch (error) {
    const message =
      'node-rdkafka does not load; «npm rebuild node-rdkafka» compiles it (needs a C++ toolchain)'
    throw new AliecsError('KFK_CLIENT', message, { cause: error })
  }
}

/** What the built librdkafka can do: `ssl`, `lz4`, `sasl_scram`… */
export const clientFeatures = (): readonly string[] => rdkafka().features

/** A client that is made and thrown away, to hear what librdkafka thinks of its options. Null if it likes them. */
export function refusalOf(options: ClientOptions, topicOptions: ClientOptions = {}): string | null {
  const { Producer } = rdkafka()
  try {
    new Producer(native({ 'metadata.broker.list': '127.0.0.1:1', ...options }), native(topicOptions))
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * Connects, and checks that the brokers can be reached at the addresses that they advertise.
 *
 * @param signal ends the wait within a second, now and whenever this client asks for metadata
 * @throws AliecsError with the reason
 */
export async function connectClient(
  client: Connectable,
  failures: ConnectionFailures,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Rdkafka.Metadata> {
  if (signal !== undefined) askInSlices(client, signal)
  const metadata = await withReason(failures, connectRaw(client, timeoutMs))
  failures.answered()
  await requireReachable(metadata.brokers, failures)
  return metadata
}

export function connectRaw(client: Connectable, timeoutMs: number): Promise<Rdkafka.Metadata> {
  return new Promise((resolve, reject) => {
    client.connect({ allTopics: true, timeout: timeoutMs }, (error, metadata) =>
      error ? reject(translate(error)) : resolve(metadata),
    )
  })
}

export function getMetadata(client: Connectable, options: Rdkafka.MetadataOptions): Promise<TopicMetadata[]> {
  return getRawMetadata(client, options).then(topicsOf)
}

export function getRawMetadata(
  client: Connectable,
  options: Rdkafka.MetadataOptions,
): Promise<Rdkafka.Metadata> {
  return new Promise((resolve, reject) => {
    client.getMetadata(options, (error, metadata) => (error ? reject(translate(error)) : resolve(metadata)))
  })
}

/** A thread that waits for a broker cannot be cut short, and even the end of the process waits for it. */
const SLICE_MS = 1000

/** The addon asks for metadata once, and waits all the time that there is; `connect` does so too. */
function askInSlices(client: Connectable, signal: AbortSignal): void {
  const ask = client.getMetadata.bind(client)
  client.getMetadata = ({ timeout: timeoutMs = SLICE_MS, ...options }, done) => {
    const endMs = performance.now() + timeoutMs
    const askOnce = (): void => {
      const leftMs = Math.max(1, Math.ceil(endMs - performance.now()))
      ask({ ...options, timeout: Math.min(SLICE_MS, leftMs) }, (error, metadata) => {
        const isOver = signal.aborted || performance.now() >= endMs
        if (error && !isOver && isNoAnswer(error)) askOnce()
        else done(error, metadata)
      })
    }
    askOnce()
  }
}

function isNoAnswer(error: unknown): boolean {
  const code = librdkafkaCode(translate(error))
  return code === LIBRDKAFKA.TRANSPORT || code === LIBRDKAFKA.TIMED_OUT
}

type MetadataCallback = (error: Rdkafka.LibrdKafkaError | null, metadata: Rdkafka.Metadata) => void
export interface Connectable {
  connect(options: Rdkafka.MetadataOptions, callback: MetadataCallback): unknown
  getMetadata(options: Rdkafka.MetadataOptions, callback: MetadataCallback): unknown
}

/** A client that is not connected, or is disconnecting, never calls back: hence the limit. */
export function disconnectClient(
  timeoutMs: number,
  disconnect: (done: () => void) => unknown,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    try {
      disconnect(done)
    } catch {
      done() // «Producer not connected»: that is what was wanted
    }
  })
}

export const topicsOf = (metadata: Rdkafka.Metadata): TopicMetadata[] =>
  metadata.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ id }) => id),
    leaderless: partitions.filter(({ leader }) => leader < 0).map(({ id }) => id),
  }))

/** The addon wants strings and numbers: a boolean option is text for it. Typed by key, which ours are not. */
export function native(options: ClientOptions): Record<string, string | number | boolean> {
  const own = Object.entries(options).map(([key, value]) => {
    return [key, typeof value === 'boolean' && key !== 'dr_cb' ? String(value) : value]
  })
  return Object.fromEntries(own) as Record<string, string | number | boolean>
}

/**
 * Passes on the errors of a client that belong to no request, and collects the reasons of failed connections.
 *
 * @param onCause called for each log event that has such a reason
 */
export function watchConnections(
  client: Watchable,
  failures: ConnectionFailures,
  onError: (error: AliecsError) => void,
  onCause: () => void = () => {},
): void {
  client.on('event.log', (event) => {
    if (failures.observe(event) !== null) onCause()
  })
  client.on('event.error', (error) => onError(failures.explain(translate(error))))
}

interface Watchable {
  on(name: 'event.log', listener: (event: LogEvent) => void): unknown
  on(name: 'event.error', listener: (error: Error) => void): unknown
}

/** Waits for a request; if it fails because of the connection, the error has the reason. @throws AliecsError */
export async function withReason<T>(failures: ConnectionFailures, request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw error instanceof AliecsError ? await failures.explained(error) : error
  }
}

/** Kafka's name of an error, such as NOT_ENOUGH_REPLICAS, by librdkafka's text; null for an unknown text. */
export function errorName(text: string): string | null {
  const number = numbersByText().get(text.toLowerCase())
  const [name] = Object.entries(rdkafka().CODES.ERRORS).find(([, value]) => value === number) ?? []
  return name?.replace(/^ERR_/, '') ?? null
}

export function translate(error: unknown): AliecsError {
  const cause = error instanceof Error ? error : new Error(String(error))
  return errorOf(cause, numberOf(cause))
}

/** Delivery reports and events carry -1 and librdkafka's text in lower case: the text leads back to the number. */
function numberOf(error: Error & { code?: unknown }): number | undefined {
  if (typeof error.code === 'number' && error.code !== -1) return error.code
  return numbersByText().get(error.message.toLowerCase())
}

let numbers: Map<string, number> | undefined
function numbersByText(): Map<string, number> {
  if (numbers) return numbers
  const LibrdKafkaError = createRequire(import.meta.url)('node-rdkafka/lib/error') as {
    create(code: number): { message: string }
  }
  numbers = new Map()
  for (const number of Object.values(rdkafka().CODES.ERRORS)) {
    const text = LibrdKafkaError.create(number).message.split(': ')[1]
    if (text !== undefined && number !== -1) numbers.set(text.toLowerCase(), number)
  }
  return numbers
}
