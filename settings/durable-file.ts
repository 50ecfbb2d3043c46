import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
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

/** Makes the folder and those above it where needed; they survive a power cut once this returns. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  const top = dirname(resolve(first))
  for (let made = resolve(folder); made !== top; made = dirname(made)) await syncFolder(dirname(made))
}

/** A renamed file and a new folder are entries of their folder, which has to be written too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!NO_FOLDER_SYNC.has(code)) throw error
  } finally {
    await handle.close()
  }
}
