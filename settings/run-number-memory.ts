import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../errors.js'
import { fileReason } from '../file-errors.js'
import type { Logger } from '../plugin/host.js'
import { makeFolder, replaceFile } from './durable-file.js'

const SAVED = z.object({ place: z.string(), runNumber: z.int().min(0) })

/**
 * Highest run number that a core has used, kept in a file beside the store of the numbers. It notices, after a restart of the
 * core, that the store was lost or restored from an old copy. Failures of the file are warnings.
 */
export class RunNumberMemory {
  readonly #path: string
  readonly #logger: Logger
  #hasWarned = false

  constructor(path: string, logger: Logger) {
    this.#path = path
    this.#logger = logger
  }

  /** Returns 0 where no number of this place is known. @param place store of the numbers: key and address */
  async read(place: string): Promise<number> {
    try {
      const saved = SAVED.parse(JSON.parse(await readFile(this.#path, 'utf8')))
      return saved.place === place ? saved.runNumber : 0
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isAbsent) this.#warn(`cannot read ${this.#path}: ${reasonOf(error)}`)
      return 0
    }
  }

  async write(place: string, runNumber: number): Promise<void> {
    try {
      await makeFolder(dirname(this.#path))
      await replaceFile(this.#path, `${JSON.stringify({ place, runNumber })}\n`)
    } catch (error) {
      this.#warn(`cannot write ${this.#path}: ${reasonOf(error)}`)
    }
  }

  /** Logs that the store is behind this core, with both numbers. */
  warnOfLowerNumber(place: string, used: number, next: number): void {
    this.#logger.warn(
      { place, used, next },
      `${place}: the next run number is ${next}, but this core used ${used} before its restart; run numbers may come twice`,
    )
  }

  #warn(problem: string): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    this.#logger.warn({}, `${problem}; a restarted core will not notice a lost run number`)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return fileReason(error)
  return error instanceof z.ZodError || error instanceof SyntaxError
    ? 'expected JSON with place and runNumber'
    : messageOf(error)
}
