import { randomBytes } from 'node:crypto'
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** Long against the few milliseconds for which a lock is held. */
const LONGEST_WAIT_MS = 10_000
/** Older than this, the lock of a process that is gone counts as left behind. */
const OLD_MS = 2000

/**
 * Runs `work` while this process alone has the lock, across all processes that use the same file system. The lock of a
 * process that died on this machine is taken away; one that nobody gives back otherwise is an error that names the file.
 *
 * @throws Error when the lock cannot be had within `waitMs`, or not written; whatever `work` throws
 */
export async function withLockFile<T>(
  path: string,
  work: () => Promise<T>,
  waitMs: number = LONGEST_WAIT_MS,
): Promise<T> {
  await acquire(path, waitMs)
  try {
    return await work()
  } finally {
    await unlink(path).catch(absent)
  }
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

/** Appears with its content or not at all, and only if it is not there. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `process ${process.pid} on ${hostname()}`)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft)
  }
}

/** One process at a time, so that nobody takes away the lock of whoever came after the dead one. */
async function removeLeftBehind(path: string): Promise<void> {
  const guard = `${path}.removal`
  if (!(await create(guard))) return
  try {
    if (await isLeftBehind(path)) await unlink(path)
  } finally {
    await unlink(guard)
  }
}

/** By a process of this machine that is gone; and old, since a container may not see the processes of another. */
async function isLeftBehind(path: string): Promise<boolean> {
  const holder = await readFile(path, 'utf8').catch(absent)
  const [, pid, host] = /^process (\d+) on (.*)$/.exec(holder ?? '') ?? []
  if (pid === undefined || host !== hostname()) return false
  const written = await stat(path).catch(absent)
  if (written === undefined || Date.now() - written.mtimeMs < OLD_MS) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
