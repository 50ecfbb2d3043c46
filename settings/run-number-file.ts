import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AliecsError } from '../errors.js'
import { fileReason } from './file-errors.js'
import { withLockFile } from './lock-file.js'
import { followingRunNumber, type RunNumberSource } from './run-number.js'

/**
 * Run numbers from `<folder>/runcounter.txt`, for cores without Consul; the folder is made when needed. Several cores may
 * share it, on one machine or on one file system.
 * Source: AliceO2Group/Control, apricot/local/service.go, NewRunNumber
 */
export class FileRunNumbers implements RunNumberSource {
  readonly #folder: string
  readonly #path: string

  /** @param folder the setting `coreWorkingDir` */
  constructor(folder: string) {
    this.#folder = folder
    this.#path = join(folder, 'runcounter.txt')
  }

  next(): Promise<number> {
    return this.#locked(() => this.#increase())
  }

  check(): Promise<void> {
    return this.#locked(async () => {
      await this.#following()
    })
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    try {
      await mkdir(this.#folder, { recursive: true })
      return await withLockFile(`${this.#path}.lock`, work)
    } catch (error) {
      if (error instanceof AliecsError) throw error
      throw new AliecsError('RUN_NUMBER', `coreWorkingDir ${this.#folder}: ${fileReason(error)}`, {
        cause: error,
      })
    }
  }

  async #following(): Promise<number> {
    const last = await readIfThere(this.#path)
    return followingRunNumber(last?.trim(), this.#path)
  }

  async #increase(): Promise<number> {
    const number = await this.#following()
    // On disk before it takes the old one's place: a number that was handed out never comes again.
    const draft = await open(`${this.#path}.new`, 'w')
    try {
      await draft.writeFile(String(number))
      await draft.sync()
    } finally {
      await draft.close()
    }
    await rename(`${this.#path}.new`, this.#path)
    return number
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
