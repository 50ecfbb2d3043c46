import { byName, type Revision, type TemplateRepository, type TemplateSource } from './repository.js'
import { unknown } from './unknown.js'

/**
 * @param name null for the default one
 * @throws AliecsError TEMPLATE_UNKNOWN
 */
export async function findRevision(repository: TemplateRepository, name: string | null): Promise<Revision> {
  const found = name === null ? (await repository.revisions())[0] : await repository.findRevision(name)
  if (found !== undefined) return found
  const known = (await repository.revisions()).map((revision) => revision.name)
  throw unknown('revision', name ?? 'default', ` of ${repository.name}`, known)
}

/** @throws AliecsError TEMPLATE_UNKNOWN */
export async function findTemplate(
  repository: TemplateRepository,
  revision: Revision,
  name: string,
): Promise<TemplateSource> {
  const sources = await repository.templates(revision)
  const found = sources.find((source) => source.name === name)
  if (found !== undefined) return found
  const known = [...sources].sort(byName).map((source) => source.name)
  throw unknown('workflow template', name, ` in ${repository.name}@${revision.name}`, known)
}
