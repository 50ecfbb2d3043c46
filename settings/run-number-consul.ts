import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import { followingRunNumber, type RunNumberSource } from './run-number.js'
import type { AtomicTree } from './types.js'

export interface ConsulRunNumberOptions {
  /** Default `o2/runtime/run_number`, which all cores on one Consul share. */
  key?: string
  /** Default 50. */
  maxTries?: number
  /** Default 10000. */
  maxMs?: number
}

/**
 * Run numbers from Consul: read consistently, add one, write if nobody wrote since, else again, with growing random pauses.
 * The original gives up at the first conflict, which puts the environment into ERROR.
 * Source: AliceO2Group/Control, configuration/cfgbackend/consulsource.go, GetNextUInt32
 */
export class ConsulRunNumbers implements RunNumberSource {
  readonly #tree: AtomicTree
  readonly #key: string
  readonly #maxTries: number
  readonly #maxMs: number
  /** One call after the other, so that the environments of one core do not compete. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(tree: AtomicTree, options: ConsulRunNumberOptions = {}) {
    this.#tree = tree
    this.#key = options.key ?? 'o2/runtime/run_number'
    this.#maxTries = options.maxTries ?? 50
    this.#maxMs = options.maxMs ?? 10_000
  }

  next(): Promise<number> {
    const number = this.#last.then(() => this.#take())
    this.#last = number.catch(() => {})
    return number
  }

  async #take(): Promise<number> {
    const where = `${this.#key} in ${this.#tree.uri}`
    const deadline = performance.now() + this.#maxMs
    for (let tries = 1; tries <= this.#maxTries && performance.now() < deadline; tries++) {
      const last = await this.#attempt(() => this.#tree.getConsistent(this.#key))
      const number = followingRunNumber(last?.value, where)
      if (await this.#attempt(() => this.#tree.compareAndSet(this.#key, String(number), last?.version ?? 0)))
        return number
      await sleep(Math.random() * Math.min(10 * 2 ** tries, 250))
    }
    throw new AliecsError('RUN_NUMBER', `${where}: somebody else wrote it every time it was to be increased`)
  }

  async #attempt<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw new AliecsError('RUN_NUMBER', messageOf(error), { cause: error })
    }
  }
}
