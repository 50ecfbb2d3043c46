import type { Logger } from '../plugin/host.js'
import { type LoadedSettings, readShownVars } from '../settings/index.js'
import { TemplateRepositories } from '../template-repositories/index.js'

/**
 * As the settings name them; those that cannot be used are left out, with a warning each.
 *
 * @param signal ends the waiting for remote ones
 */
export function openTemplates(
  { settings, origins, tree }: LoadedSettings,
  logger: Logger,
  signal?: AbortSignal,
): Promise<TemplateRepositories> {
  return TemplateRepositories.open({
    entries: settings.workflowTemplates,
    origin: origins.get('workflowTemplates') ?? 'default',
    workingDir: settings.coreWorkingDir,
    readVars: () => readShownVars(tree, logger),
    logger,
    ...(signal !== undefined && { signal }),
  })
}
