import { isPattern, matches } from './pattern.js'
import type { Revision, TemplateRepository } from './repository.js'

/** Which revisions of each repository are meant. */
export interface RevisionsQuery {
  /** A name, or a pattern with `*`; the default one of each repository where empty or absent. */
  revisionPattern?: string
  /** Every branch too. */
  allBranches?: boolean
  /** Every tag too. */
  allTags?: boolean
}

/** None where the repository has no such revision. */
export async function chooseRevisions(
  repository: TemplateRepository,
  { revisionPattern = '', allBranches = false, allTags = false }: RevisionsQuery,
): Promise<Revision[]> {
  const all = await repository.revisions()
  const named =
    revisionPattern === '' || isPattern(revisionPattern)
      ? undefined
      : await repository.findRevision(revisionPattern)
  const chosen = all.filter(({ name, kind }, index) => {
    if ((allBranches && kind === 'branch') || (allTags && kind === 'tag')) return true
    if (revisionPattern === '') return index === 0 && !allBranches && !allTags
    return isPattern(revisionPattern) ? matches(revisionPattern, name) : name === named?.name
  })
  const isListed = named === undefined || chosen.some(({ name }) => name === named.name)
  return isListed ? chosen : [named, ...chosen]
}
