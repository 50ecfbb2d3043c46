import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AliecsError } from '../errors.js'
import { fileReason } from '../file-errors.js'
import { type BatchAnswer, BatchQueue } from './batch-queue.js'
import { makeFolder, replaceFile } from './durable-file.js'
import { withLockFile } from './lock-file.js'
import { consecutiveRunNumbers, followingRunNumber, highestOf, type RunNumberSource } from './run-number.js'

/**
 * Run numbers from `<folder>/runcounter.txt`, for cores without Consul; the folder is made when needed. Several cores may
 * share it, on one machine or on one file system. Calls that arrive together take their numbers in one write, in order.
 * Source: AliceO2Group/Control, apricot/local/service.go, NewRunNumber
 */
export class FileRunNumbers implements RunNumberSource {
  readonly #folder: string
  readonly #path: string
  readonly #queue: BatchQueue<null, number>
  /** Highest number that this source has handed out. */
  #highest = 0

  /** @param folder the setting `coreWorkingDir` */
  constructor(folder: string) {
    this.#folder = folder
    this.#path = join(folder, 'runcounter.txt')
    this.#queue = new BatchQueue((requests) => this.#locked(() => this.#take(requests.length)), {
      subject: `run number from ${this.#path}`,
      code: 'RUN_NUMBER',
    })
  }

  next(): Promise<number> {
    return this.#queue.add(null)
  }

  /**
   * Checks that `next` would work now; takes no number.
   *
   * @throws AliecsError RUN_NUMBER
   */
  check(): Promise<void> {
    return this.#locked(async () => {
      await this.#following()
    })
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    try {
      await makeFolder(this.#folder)
      return await withLockFile(`${this.#path}.lock`, work)
    } catch (error) {
      if (error instanceof AliecsError) throw error
      throw new AliecsError('RUN_NUMBER', `coreWorkingDir ${this.#folder}: ${fileReason(error)}`, {
        cause: error,
      })
    }
  }

  async #following(): Promise<number> {
    const last = await this.#read()
    return followingRunNumber(last?.trim(), this.#path, this.#highest)
  }

  /** On disk before any of the numbers is used: none comes again after a power cut. */
  async #take(count: number): Promise<BatchAnswer<number>[]> {
    const answers = consecutiveRunNumbers(await this.#following(), count, this.#path)
    const highest = highestOf(answers)
    await replaceFile(this.#path, String(highest))
    this.#highest = highest
    return answers
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw new AliecsError('RUN_NUMBER', `cannot read ${this.#path}: ${fileReason(error)}`, { cause: error })
    }
  }
}
