import { randomBytes } from 'node:crypto'
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatIdentity, isGone, ownIdentity, parseIdentity } from './process-identity.js'

/** Long against the few milliseconds for which a lock is held. */
const LONGEST_WAIT_MS = 10_000
/** Older than this, the lock of a process that is gone counts as left behind. */
const OLD_MS = 2000

/** Last user of each lock in this process, by its path: users of one process take turns without the file. */
const turns = new Map<string, Promise<unknown>>()

/**
 * Runs `work` while this process alone has the lock, across all processes that use the same file system. Callers of this
 * process wait for one another, in their order, without a limit; other processes are waited for up to `waitMs`. The lock of a
 * process that died on this machine is removed.
 *
 * @throws Error that names the file and its holder when the lock is not free within `waitMs`; whatever `work` throws
 */
export async function withLockFile<T>(
  path: string,
  work: () => Promise<T>,
  waitMs: number = LONGEST_WAIT_MS,
): Promise<T> {
  const key = resolve(path)
  const before = turns.get(key) ?? Promise.resolve()
  const result = before.then(() => runLocked(path, work, waitMs))
  const turn = result.catch(() => {})
  turns.set(key, turn)
  try {
    return await result
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}

async function runLocked<T>(path: string, work: () => Promise<T>, waitMs: number): Promise<T> {
  await acquire(path, waitMs)
  let result: T
  try {
    result = await work()
  } catch (error) {
    await unlink(path).catch(() => {}) // the error of the work is the one to report
    throw error
  }
  await unlink(path).catch(absent)
  return result
}

async function acquire(path: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs
  while (!(await create(path))) {
    const holder = await readFile(path, 'utf8').catch(absent)
    if (await isLeftBehind(path)) await removeLeftBehind(path)
    if (performance.now() > deadline) {
      throw new Error(
        `${path} is locked by ${holder ?? 'another process'}: delete that file if nothing uses it`,
      )
    }
    await sleep(2 + Math.random() * 20)
  }
}

/** Creates the file with its content, or not at all where it exists. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, formatIdentity(await ownIdentity()))
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft).catch(() => {}) // absent where it could not be written: that error is the one to report
  }
}

/** Removes the lock, one process at a time, so that the lock of the next process is not removed with it. */
async function removeLeftBehind(path: string): Promise<void> {
  const guard = `${path}.removal`
  if (!(await create(guard))) return
  try {
    if (await isLeftBehind(path)) await unlink(path)
  } finally {
    await unlink(guard)
  }
}

/** Whether the process of the lock is gone; a recent lock is respected, because its process may be on its way out. */
async function isLeftBehind(path: string): Promise<boolean> {
  const holder = parseIdentity((await readFile(path, 'utf8').catch(absent)) ?? '')
  if (holder === null) return false
  const written = await stat(path).catch(absent)
  if (written === undefined || Date.now() - written.mtimeMs < OLD_MS) return false
  return isGone(holder)
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
