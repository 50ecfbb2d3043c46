import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface LongestBlock {
  /** Longest time in which the event loop did nothing else, in ms. On a busy machine it waits for its turn in that time, too. */
  wallMs: number
  /** Processor time of the process in one turn of the loop, in ms: what a busy machine does not change. */
  cpuMs: number
}

/** Longest block of this process's event loop, between two questions. */
export class LoopBlocks {
  readonly #delay = monitorEventLoopDelay({ resolution: 1 })
  #cpuMs = 0

  constructor() {
    this.#delay.enable()
    let before = process.cpuUsage()
    const sample = (): void => {
      const { user, system } = process.cpuUsage(before)
      before = process.cpuUsage()
      this.#cpuMs = Math.max(this.#cpuMs, (user + system) / 1000)
      setTimeout(sample, 1)
    }
    sample()
  }

  /** The longest one since the last call. */
  take(): LongestBlock {
    const longest = { wallMs: this.#delay.max / 1e6, cpuMs: this.#cpuMs }
    this.#delay.reset()
    this.#cpuMs = 0
    return longest
  }
}
