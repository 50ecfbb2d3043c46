import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { fileReason } from '../settings/index.js'
import { runGit } from './git.js'

/**
 * A mirror of a repository, made if it is not there yet, else brought up to date; where that fails, what is there counts.
 *
 * @param folder the mirror's; appears whole or not at all
 * @throws AliecsError TEMPLATE_REPOSITORY
 */
export async function mirror(url: string, folder: string, limitMs: number, logger: Logger): Promise<void> {
  if (!(await exists(folder))) return clone(url, folder, limitMs)
  try {
    await runGit(folder, ['remote', 'set-url', 'origin', url], limitMs)
    await runGit(folder, ['fetch', '--prune', '--tags', '--force', '--quiet', 'origin'], limitMs)
  } catch (error) {
    logger.warn({ folder }, `templates of the last start are used: ${messageOf(error)}`)
  }
}

async function clone(url: string, folder: string, limitMs: number): Promise<void> {
  const parent = dirname(folder)
  const draft = `${folder}.${randomUUID()}`
  try {
    await mkdir(parent, { recursive: true }).catch((error: unknown) => {
      const message = `cannot make ${parent} (below coreWorkingDir): ${fileReason(error)}`
      throw new AliecsError('TEMPLATE_REPOSITORY', message, { cause: error })
    })
    await runGit(parent, ['clone', '--mirror', '--quiet', '--', url, draft], limitMs)
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error // else another core was faster
    })
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => {})
  }
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined
}
