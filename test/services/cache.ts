import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Outside the checkout, so that a fresh clone or `make clean` does not fetch and build everything again. */
export function cacheFolder(key: string): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'aliecs-kafka', key)
}

/**
 * A folder that is filled once per key. It is filled under another name and renamed into place, so a build that is
 * killed leaves nothing half done, and of two builds at once the first wins.
 */
export async function cached(key: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = cacheFolder(key)
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(`${folder}.unfinished-`)
  try {
    await fill(unfinished)
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}
