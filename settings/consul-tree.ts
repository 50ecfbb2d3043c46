import { z } from 'zod'
import { AliecsError } from '../errors.js'
import {
  ConsulProblem,
  foreignAnswer,
  hasAccessControl,
  hasEntries,
  isAbsence,
  isFiltered,
  responseProblem,
} from './consul-answer.js'
import { consulProblem } from './consul-failure.js'
import { type ConsulRequest, type ConsulResponse, requestConsul } from './consul-http.js'
import { type Endpoint, formatEndpoint } from './endpoints.js'
import type { AtomicTree, VersionedValue, WritableTree } from './types.js'

export interface ConsulTreeOptions {
  /** Longest time for one call; default 5000. */
  requestTimeoutMs?: number
  /** Token for Consul's access control; sent with every call, shown nowhere. */
  token?: string
}

const ITEM = z.object({ Key: z.string(), Value: z.base64().nullable(), ModifyIndex: z.number() })
const ITEMS = z.array(ITEM)

/**
 * The tree in Consul's key-value store. A refusal of access control, an answer of another server and an absent key are three
 * things: only the last one reads as undefined or as an empty folder.
 */
export class ConsulTree implements AtomicTree, WritableTree {
  readonly uri: string
  readonly #endpoint: Endpoint
  readonly #address: string
  readonly #timeoutMs: number
  readonly #token: string | undefined

  constructor(endpoint: Endpoint, options: ConsulTreeOptions = {}) {
    this.#endpoint = endpoint
    this.#address = formatEndpoint(endpoint)
    this.uri = `consul://${this.#address}`
    this.#timeoutMs = options.requestTimeoutMs ?? 5000
    this.#token = options.token
  }

  describe(key: string): string {
    return `consul:${key}`
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#item(key, {}))?.value
  }

  async getConsistent(key: string): Promise<VersionedValue | undefined> {
    return this.#item(key, { consistent: '1' })
  }

  async list(folder: string): Promise<Record<string, string>> {
    // Without the slash Consul would also give the neighbours whose names begin like the folder's.
    const prefix = `${folder.replace(/\/$/, '')}/`
    const items = await this.#call('read', prefix, async () => {
      const response = await this.#read(prefix, { recurse: 'true' })
      const found = isAbsence(response) ? [] : itemsOf(response)
      await this.#checkComplete(prefix, response, found.length)
      return found
    })
    const below = items.filter(({ Key }) => Key.startsWith(prefix) && Key !== prefix)
    return Object.fromEntries(below.map((item) => [item.Key.slice(prefix.length), decoded(item)]))
  }

  async compareAndSet(key: string, value: string, version: number): Promise<boolean> {
    return this.#write(key, value, { cas: String(version) })
  }

  async set(key: string, value: string): Promise<void> {
    if (await this.#write(key, value, {})) return
    throw new AliecsError('SETTINGS_SOURCE', `Consul at ${this.#address}: did not write ${key}`)
  }

  async #item(key: string, query: ConsulRequest['query']): Promise<VersionedValue | undefined> {
    return this.#call('read', key, async () => {
      const response = await this.#read(key, query)
      if (isAbsence(response)) return undefined
      const [item] = itemsOf(response)
      if (item?.Key !== key) throw foreignAnswer(response)
      return { value: decoded(item), version: item.ModifyIndex }
    })
  }

  /**
   * Checks that access control has removed nothing from a list: it does so without an error, and an unreadable list looks
   * empty. Consul admits it only to callers with a token; for others the folder's own key stands for its entries.
   *
   * @throws ConsulProblem where entries are missing
   */
  async #checkComplete(prefix: string, response: ConsulResponse, count: number): Promise<void> {
    if (isFiltered(response)) {
      const extent = count === 0 ? 'the entries' : 'some of the entries'
      const right = `key_prefix ${JSON.stringify(prefix)} { policy = "read" }`
      const text = `refused by Consul's access control: the token may not read ${extent}; it needs ${right}`
      throw new ConsulProblem(text, { isTransient: false })
    }
    if (hasAccessControl(response) && (count === 0 || this.#token === undefined)) await this.#read(prefix, {})
  }

  /** @throws ConsulProblem for anything but entries of Consul or their absence */
  async #read(key: string, query: ConsulRequest['query']): Promise<ConsulResponse> {
    const response = await this.#request({ method: 'GET', key, query })
    if (hasEntries(response) || isAbsence(response)) return response
    throw response.statusCode === 200 ? foreignAnswer(response) : responseProblem(response)
  }

  async #write(key: string, value: string, query: ConsulRequest['query']): Promise<boolean> {
    return this.#call('write', key, async () => {
      const response = await this.#request({ method: 'PUT', key, query, body: value })
      if (response.statusCode !== 200) throw responseProblem(response)
      const answer = response.text.trim()
      if (answer !== 'true' && answer !== 'false') throw foreignAnswer(response)
      return answer === 'true'
    })
  }

  #request(request: ConsulRequest): Promise<ConsulResponse> {
    return requestConsul(this.#endpoint, request, { timeoutMs: this.#timeoutMs, token: this.#token })
  }

  async #call<T>(verb: string, key: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      const problem = consulProblem(error, this.#timeoutMs)
      const message = `Consul at ${this.#address}: cannot ${verb} ${key}: ${problem.message}`
      throw new AliecsError('SETTINGS_SOURCE', message, { cause: problem })
    }
  }
}

/**
 * Whether Consul may answer the same call later: it is down, starting, without leader or slow. False where it understood
 * the call and refuses it (no permission, bad key), or where the server is not a Consul.
 *
 * @param error of a {@link ConsulTree}
 */
export function isUnavailable(error: unknown): boolean {
  return error instanceof AliecsError && error.cause instanceof ConsulProblem && error.cause.isTransient
}

type Item = z.output<typeof ITEM>

/** @throws ConsulProblem where the response is not a list of entries */
function itemsOf(response: ConsulResponse): Item[] {
  const result = ITEMS.safeParse(jsonOf(response.text))
  if (result.success) return result.data
  throw foreignAnswer(response)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Consul keeps an empty value as null. */
function decoded({ Value }: Item): string {
  return Buffer.from(Value ?? '', 'base64').toString()
}
