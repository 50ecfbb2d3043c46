import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { onExit } from 'signal-exit'

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
  const remove = () => rmSync(unfinished, { recursive: true, force: true })
  const forget = onExit(remove)
  try {
    await fill(unfinished)
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    forget()
    remove()
  }
  return folder
}
