import { Agent } from 'node:http'
import { isIPv6 } from 'node:net'
import Consul from 'consul'
import { z } from 'zod'
import { AliecsError, messageOf } from '../errors.js'
import { type Endpoint, formatEndpoint } from './endpoints.js'
import type { AtomicTree, VersionedValue, WritableTree } from './types.js'

export interface ConsulTreeOptions {
  /** Longest time for one call; default 5000. */
  requestTimeoutMs?: number
  /** Of Consul's access control; sent with every call, shown nowhere. */
  token?: string
}

const ITEM = z.object({ Key: z.string(), Value: z.string().nullable(), ModifyIndex: z.number() })
const ITEMS = z.array(ITEM)

/** The tree in Consul's key-value store. */
export class ConsulTree implements AtomicTree, WritableTree {
  readonly uri: string
  readonly #address: string
  readonly #consul: Consul
  readonly #timeoutMs: number

  constructor(endpoint: Endpoint, options: ConsulTreeOptions = {}) {
    this.#address = formatEndpoint(endpoint)
    this.uri = `consul://${this.#address}`
    this.#timeoutMs = options.requestTimeoutMs ?? 5000
    this.#consul = new Consul({
      host: isIPv6(endpoint.host) ? `[${endpoint.host}]` : endpoint.host,
      port: endpoint.port,
      agent: oneShotAgent(endpoint.host),
      ...(options.token === undefined ? {} : { defaults: { token: options.token } }),
    })
  }

  describe(key: string): string {
    return `consul:${key}`
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#item(key, false))?.Value ?? undefined
  }

  async getConsistent(key: string): Promise<VersionedValue | undefined> {
    const item = await this.#item(key, true)
    return item && { value: item.Value, version: item.ModifyIndex }
  }

  async list(folder: string): Promise<Record<string, string>> {
    // Without the slash Consul would also give the neighbours whose names begin like the folder's.
    const prefix = `${folder.replace(/\/$/, '')}/`
    const options = { key: prefix, recurse: true, timeout: this.#timeoutMs }
    const answer = await this.#call('read', prefix, async () =>
      ITEMS.parse((await this.#consul.kv.get(options)) ?? []),
    )
    return Object.fromEntries(
      answer
        .filter((item) => item.Key !== prefix)
        .map((item) => [item.Key.slice(prefix.length), item.Value ?? '']),
    )
  }

  async compareAndSet(key: string, value: string, version: number): Promise<boolean> {
    const options = { key, value, cas: version, timeout: this.#timeoutMs }
    const written: unknown = await this.#call('write', key, () => this.#consul.kv.set(options))
    return written === true // the client makes undefined of Consul's false
  }

  async set(key: string, value: string): Promise<void> {
    const options = { key, value, timeout: this.#timeoutMs }
    const written: unknown = await this.#call('write', key, () => this.#consul.kv.set(options))
    if (written === true) return
    throw new AliecsError('SETTINGS_SOURCE', `Consul at ${this.#address}: did not write ${key}`)
  }

  async #item(key: string, consistent: boolean): Promise<{ Value: string; ModifyIndex: number } | undefined> {
    const options = { key, consistent, timeout: this.#timeoutMs }
    const answer: unknown = await this.#call('read', key, () => this.#consul.kv.get(options))
    if (answer === undefined || answer === null) return undefined
    const item = await this.#call('read', key, async () => ITEM.parse(answer))
    return { ...item, Value: item.Value ?? '' } // Consul keeps an empty value as null
  }

  async #call<T>(verb: string, key: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      const message = `Consul at ${this.#address}: cannot ${verb} ${key}: ${reasonOf(error)}`
      throw new AliecsError('SETTINGS_SOURCE', message, { cause: error })
    }
  }
}

/**
 * Whether Consul may answer the same call later: it is down, starting, without leader or slow. Not so when it understood
 * the call and refuses it (no permission, bad key), or is no Consul.
 *
 * @param error what a {@link ConsulTree} threw
 */
export function isUnavailable(error: unknown): boolean {
  const cause = error instanceof AliecsError ? error.cause : undefined
  if (!(cause instanceof Error)) return false
  const timedOut = 'isTimeout' in cause && cause.isTimeout === true
  const refusedOrLost = 'code' in cause && typeof cause.code === 'string' // ECONNREFUSED, ENOTFOUND, ECONNRESET…
  const status = 'statusCode' in cause && typeof cause.statusCode === 'number' ? cause.statusCode : 200
  return timedOut || refusedOrLost || status === 429 || status >= 500
}

/** A connection per call: calls are rare, and a kept one would fail the first call after a restart of Consul. */
function oneShotAgent(host: string): Agent {
  // The client hands on an IPv6 address with its brackets, which cannot be resolved; the agent's own host wins.
  return new Agent(isIPv6(host) ? { keepAlive: false, host } : { keepAlive: false })
}

function reasonOf(error: unknown): string {
  // Node tries every address of a name and reports them all as one error without text.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  if (error instanceof z.ZodError) return 'the answer is not one of Consul'
  return messageOf(error).replace(/^consul: kv\.(get|set): /, '')
}
