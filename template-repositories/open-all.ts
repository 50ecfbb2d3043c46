import { messageOf } from '../errors.js'
import { quoted } from '../excerpt.js'
import type { Logger } from '../plugin/host.js'
import { isRepositoryUrl, redactEntry } from '../settings/index.js'
import { nameOfUrl } from './names.js'
import { openRepository } from './open-repository.js'
import type { TemplateRepository } from './repository.js'

export interface OpenAllOptions {
  /** The setting `workflowTemplates`, resolved. */
  entries: readonly string[]
  /** Where that comes from, for messages. */
  origin?: string
  /** The setting `coreWorkingDir`. */
  workingDir: string
  logger: Logger
  /** For one call of git; default 30000. */
  limitMs?: number
  /** For one call of git that asks a remote; default 60000. */
  remoteLimitMs?: number
  /** Ends the waiting for remotes; what is not there by then is left out. */
  signal?: AbortSignal
}

/** In the order of the settings; names are unique. Those that cannot be used are left out, with a warning each. */
export async function openAll(options: OpenAllOptions): Promise<TemplateRepository[]> {
  const { entries, workingDir, logger, signal, limitMs = 30_000, remoteLimitMs = 60_000 } = options
  const leaveOut = (entry: string, reason: string): [] => {
    const shown = quoted(redactEntry(entry), 1000)
    logger.warn({}, `workflowTemplates (${options.origin ?? 'default'}): ${shown} is left out: ${reason}`)
    return []
  }
  // Two clones in one folder would spoil each other, so these names are compared before anything is opened.
  const claimed = new Map<string, string>()
  const opened = await Promise.all(
    entries.map(async (entry) => {
      const name = isRepositoryUrl(entry) ? nameOfUrl(entry) : undefined
      const other = name === undefined ? undefined : claimed.get(name)
      if (other !== undefined) return leaveOut(entry, clash(name, other))
      if (name !== undefined) claimed.set(name, redactEntry(entry))
      try {
        const repository = await openRepository(entry, { workingDir, limitMs, remoteLimitMs, logger, signal })
        return [{ entry, repository }]
      } catch (error) {
        return leaveOut(entry, messageOf(error))
      }
    }),
  )
  const repositories: TemplateRepository[] = []
  for (const { entry, repository } of opened.flat()) {
    const other = repositories.find(({ name }) => name === repository.name)
    if (other === undefined) repositories.push(repository)
    else leaveOut(entry, clash(other.name, other.origin))
  }
  return repositories
}

function clash(name: string | undefined, other: string): string {
  return `another repository is called ${name} too: ${other}`
}
