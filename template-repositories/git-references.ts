import { byName, type Revision } from './repository.js'

/** What git is asked for, a line per branch or tag. */
export const LIST_REFERENCES = [
  'for-each-ref',
  '--format=%(refname) %(objectname) %(*objectname)',
  'refs/heads',
  'refs/remotes/origin',
  'refs/tags',
] as const

/**
 * Branches and tags, each name once, by name: what `origin` has goes before a local branch, so that a refresh counts, and a
 * branch before a tag, as in the original.
 *
 * @param listing what git answers to {@link LIST_REFERENCES}
 * Source: AliceO2Group/Control, core/repos/repo.go, checkoutRevision
 */
export function revisionsIn(listing: string): Revision[] {
  const tags = new Map<string, Revision>()
  const branches = new Map<string, Revision>()
  const remote = new Map<string, Revision>()
  for (const line of listing.split('\n')) {
    const [reference = '', object = '', peeled = ''] = line.split(' ')
    const [, kind, name = ''] = /^refs\/(heads|remotes\/origin|tags)\/(.+)$/.exec(reference) ?? []
    const commit = peeled === '' ? object : peeled // an annotated tag is an object of its own
    if (kind === 'tags') tags.set(name, { name, kind: 'tag', commit })
    else if (kind === 'heads') branches.set(name, { name, kind: 'branch', commit })
    else if (kind !== undefined && name !== 'HEAD') remote.set(name, { name, kind: 'branch', commit })
  }
  const known = new Map([...branches, ...remote])
  return [
    ...[...known.values()].sort(byName),
    ...[...tags.values()].filter(({ name }) => !known.has(name)).sort(byName),
  ]
}
