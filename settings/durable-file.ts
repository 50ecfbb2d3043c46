import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Codes of file systems that cannot sync a folder: they keep the order of renames by themselves, or cannot keep it at all. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'])

/**
 * Replaces the file as a whole. After a power cut it has the old text or the new one; once this returns, the new one.
 *
 * @throws Error of the file system; the file has its old text then, unless only the last sync failed
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(dirname(path))
}

/**
 * Makes the folder and those above it where needed; they survive a power cut once this returns.
 *
 * Node's own recursive `mkdir` reports a read-only file system as ENOENT, and never returns below `/proc`.
 *
 * @throws Error of the file system, for the first folder that cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder)
  if (await isFolder(path)) return
  const parent = dirname(path)
  await makeFolder(parent)
  try {
    await mkdir(path)
  } catch (error) {
    if (await isFolder(path)) return // another process was faster
    throw error
  }
  await syncFolder(parent)
}

/** @throws Error of the file system where the path cannot be looked at, ENOTDIR among them */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** A renamed file and a new folder are entries of their folder, which has to be written too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error))) throw error
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
