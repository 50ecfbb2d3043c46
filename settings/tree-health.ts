import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { readVariables } from './runtime.js'
import type { ConfigurationTree } from './types.js'

/** Age up to which an outcome is used again, so that frequent questions do not load the store. */
const FRESH_MS = 1000

export interface TreeHealthOptions {
  tree: ConfigurationTree
  logger: Logger
  /** Longest wait for an outcome. @default 2000 */
  limitMs?: number
}

/** Whether environments could be created now: what a creation reads from the configuration can be read. */
export class TreeHealth {
  readonly #tree: ConfigurationTree
  readonly #logger: Logger
  readonly #limitMs: number
  #probe: Promise<string | null> | null = null
  #probedMs = Number.NEGATIVE_INFINITY
  #isHealthy = true

  constructor({ tree, logger, limitMs = 2000 }: TreeHealthOptions) {
    this.#tree = tree
    this.#logger = logger
    this.#limitMs = limitMs
  }

  /** Returns the reason why the configuration cannot be read; null where it can. */
  async problem(): Promise<string | null> {
    if (this.#probe === null || performance.now() - this.#probedMs > FRESH_MS) this.#start()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      const text = `the configuration in ${this.#tree.uri} cannot be read: no answer within ${this.#limitMs} ms`
      timer = setTimeout(resolve, this.#limitMs, text)
    })
    const outcome = await Promise.race([this.#probe, late])
    clearTimeout(timer)
    return outcome
  }

  #start(): void {
    this.#probedMs = Number.POSITIVE_INFINITY // while it is under way
    this.#probe = this.#read().then((problem) => {
      this.#probedMs = performance.now()
      this.#logChange(problem)
      return problem
    })
  }

  async #read(): Promise<string | null> {
    try {
      await Promise.all([readVariables(this.#tree, 'vars'), readVariables(this.#tree, 'defaults')])
      return null
    } catch (error) {
      return `the configuration in ${this.#tree.uri} cannot be read: ${messageOf(error)}`
    }
  }

  #logChange(problem: string | null): void {
    if ((problem === null) === this.#isHealthy) return
    this.#isHealthy = problem === null
    const fields = { uri: this.#tree.uri }
    if (problem === null)
      this.#logger.info(fields, `the configuration in ${this.#tree.uri} can be read again`)
    else this.#logger.warn(fields, `${problem}; no environment can be created`)
  }
}
