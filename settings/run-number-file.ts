import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AliecsError, messageOf } from '../errors.js'
import { withLockFile } from './lock-file.js'
import { followingRunNumber, type RunNumberSource } from './run-number.js'

/**
 * Run numbers from `<folder>/runcounter.txt`, for cores without Consul; the folder is made when needed. Several cores may
 * share it, on one machine or on one file system.
 * Source: AliceO2Group/Control, apricot/local/service.go, NewRunNumber
 */
export class FileRunNumbers implements RunNumberSource {
  readonly #path: string

  /** @param folder the setting `coreWorkingDir` */
  constructor(folder: string) {
    this.#path = join(folder, 'runcounter.txt')
  }

  async next(): Promise<number> {
    try {
      await mkdir(dirname(this.#path), { recursive: true })
      return await withLockFile(`${this.#path}.lock`, () => this.#increase())
    } catch (error) {
      if (error instanceof AliecsError) throw error
      throw new AliecsError('RUN_NUMBER', `no run number (setting coreWorkingDir): ${messageOf(error)}`, {
        cause: error,
      })
    }
  }

  async #increase(): Promise<number> {
    const last = await readIfThere(this.#path)
    const number = followingRunNumber(last?.trim(), this.#path)
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
