import { randomUUID } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { fileReason, makeFolder, redactAddress } from '../settings/index.js'
import { runGit } from './git.js'

export interface MirrorOptions {
  /** For each call of git. */
  remoteLimitMs: number
  logger: Logger
  /** Ends the waiting. */
  signal?: AbortSignal | undefined
}

/**
 * A mirror of a repository, made if it is not there yet, else brought up to date; where that fails, what is there counts.
 *
 * @param folder the mirror's; appears whole or not at all
 * @throws AliecsError TEMPLATE_REPOSITORY
 */
export async function mirror(
  url: string,
  folder: string,
  { remoteLimitMs, logger, signal }: MirrorOptions,
): Promise<void> {
  const git = (where: string, args: readonly string[]) =>
    runGit(where, args, { limitMs: remoteLimitMs, remote: url, signal })
  if (!(await exists(folder))) {
    logger.info({ folder }, `cloning ${redactAddress(url)}`)
    return clone(url, folder, git)
  }
  try {
    await git(folder, ['remote', 'set-url', 'origin', url])
    await git(folder, ['fetch', '--prune', '--tags', '--force', '--quiet', 'origin'])
  } catch (error) {
    logger.warn({ folder }, `templates of the last start are used: ${messageOf(error)}`)
  }
}

async function clone(
  url: string,
  folder: string,
  git: (where: string, args: readonly string[]) => Promise<string>,
): Promise<void> {
  const parent = dirname(folder)
  const draft = `${folder}.${randomUUID()}`
  try {
    await makeFolder(parent).catch((error: unknown) => {
      const message = `cannot make ${parent} (below coreWorkingDir): ${fileReason(error)}`
      throw new AliecsError('TEMPLATE_REPOSITORY', message, { cause: error })
    })
    await git(parent, ['clone', '--mirror', '--quiet', '--', url, draft])
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
