import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import { type BatchAnswer, BatchQueue } from './batch-queue.js'
import { consecutiveRunNumbers, followingRunNumber, highestOf, type RunNumberSource } from './run-number.js'
import type { RunNumberMemory } from './run-number-memory.js'
import type { AtomicTree } from './types.js'

export interface ConsulRunNumberOptions {
  /** Default `o2/runtime/run_number`, which all cores on one Consul share. */
  key?: string
  /** Default 50. */
  maxTries?: number
  /** Default 10000. */
  maxMs?: number
  /** Keeps the highest number across restarts of the core; without it, only this process remembers it. */
  memory?: RunNumberMemory
}

/**
 * Run numbers from Consul: consistent read, increment, check-and-set; retried with growing random pauses on a conflict.
 * Calls that arrive together take their numbers in one write, in order. A number that Consul gives below one that this process
 * has used is refused; below one of an earlier life of this core, it is warned of.
 * The original gives up at the first conflict, which puts the environment into ERROR.
 * Source: AliceO2Group/Control, configuration/cfgbackend/consulsource.go, GetNextUInt32
 */
export class ConsulRunNumbers implements RunNumberSource {
  readonly #tree: AtomicTree
  readonly #key: string
  readonly #place: string
  readonly #maxTries: number
  readonly #maxMs: number
  readonly #memory: RunNumberMemory | undefined
  /** One batch after another, so that the environments of one core do not compete. */
  readonly #queue: BatchQueue<null, number>
  /** Highest number that this source has handed out. */
  #highest = 0

  constructor(tree: AtomicTree, options: ConsulRunNumberOptions = {}) {
    this.#tree = tree
    this.#key = options.key ?? 'o2/runtime/run_number'
    this.#place = `${this.#key} in ${tree.uri}`
    this.#maxTries = options.maxTries ?? 50
    this.#maxMs = options.maxMs ?? 10_000
    this.#memory = options.memory
    this.#queue = new BatchQueue((requests) => this.#take(requests.length), {
      subject: `run number from ${this.#place}`,
      code: 'RUN_NUMBER',
    })
  }

  next(): Promise<number> {
    return this.#queue.add(null)
  }

  async #take(count: number): Promise<BatchAnswer<number>[]> {
    const deadline = performance.now() + this.#maxMs
    for (let tries = 1; tries <= this.#maxTries && performance.now() < deadline; tries++) {
      const last = await this.#attempt(() => this.#tree.getConsistent(this.#key))
      const first = followingRunNumber(last?.value, this.#place, this.#highest)
      const answers = consecutiveRunNumbers(first, count, this.#place)
      const highest = highestOf(answers)
      const version = last?.version ?? 0
      if (await this.#attempt(() => this.#tree.compareAndSet(this.#key, String(highest), version))) {
        await this.#remember(first, highest)
        return answers
      }
      await sleep(Math.random() * Math.min(10 * 2 ** tries, 250))
    }
    throw new AliecsError(
      'RUN_NUMBER',
      `${this.#place}: another writer changed it before each attempt to increase it`,
    )
  }

  async #remember(first: number, highest: number): Promise<void> {
    const isFirstTime = this.#highest === 0
    this.#highest = highest
    if (this.#memory === undefined) return
    const used = isFirstTime ? await this.#memory.read(this.#place) : 0
    if (used >= first) this.#memory.warnOfLowerNumber(this.#place, used, first)
    await this.#memory.write(this.#place, highest)
  }

  async #attempt<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw new AliecsError('RUN_NUMBER', messageOf(error), { cause: error })
    }
  }
}
