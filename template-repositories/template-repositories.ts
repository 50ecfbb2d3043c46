import type { VariableSpec } from '../core/workflow/index.js'
import { AliecsError, messageOf } from '../errors.js'
import { quoted } from '../excerpt.js'
import type { Logger, VarStack } from '../plugin/host.js'
import { chooseRevisions, type RevisionsQuery } from './choose-revisions.js'
import { findRevision, findTemplate } from './find-template.js'
import { type OpenAllOptions, openAll } from './open-all.js'
import { isPattern, matches } from './pattern.js'
import { formatReference, parseReference, type TemplateReference } from './reference.js'
import type { Revision, TemplateRepository } from './repository.js'
import { TemplateReader } from './template-reader.js'
import { unknown } from './unknown.js'

export interface TemplateRepositoriesOptions extends OpenAllOptions {
  /** Reads `o2/runtime/aliecs/vars`. */
  readVars: () => Promise<VarStack>
}

export interface RepositoryInfo {
  name: string
  isDefault: boolean
  /** Empty where there is none yet. */
  defaultRevision: string
  /** The default one first; empty where they were not asked for. */
  revisions: string[]
}

export interface TemplatesQuery extends RevisionsQuery {
  /** A name, or a pattern with `*`; all repositories where empty or absent. */
  repoPattern?: string
  /** Also those whose name is not `!public`. */
  allWorkflows?: boolean
}

/** A template that a user can choose. */
export interface OfferedTemplate {
  name: string
  repo: string
  revision: string
  description: string
  /** Its `!public` variables, with the values that they have where nobody sets them. */
  variables: Record<string, VariableSpec>
}

/** A template that can be loaded. */
export interface ResolvedTemplate {
  file: string
  /** `<repository>/workflows/<template>@<revision>` */
  reference: string
}

/** Length of a reference or a pattern, in characters. */
const LONGEST_NAME = 1024

/** Where the workflow templates of a core come from, the default repository first. */
export class TemplateRepositories {
  readonly #repositories: readonly TemplateRepository[]
  readonly #readVars: () => Promise<VarStack>
  readonly #logger: Logger
  readonly #reader: TemplateReader

  private constructor(
    repositories: readonly TemplateRepository[],
    { readVars, logger }: TemplateRepositoriesOptions,
  ) {
    this.#repositories = repositories
    this.#readVars = readVars
    this.#logger = logger
    this.#reader = new TemplateReader(logger)
  }

  /** Repositories that cannot be used are left out, with a warning each. */
  static async open(options: TemplateRepositoriesOptions): Promise<TemplateRepositories> {
    return new TemplateRepositories(await openAll(options), options)
  }

  /** In the order of the settings. */
  async list({ revisions = false }: { revisions?: boolean } = {}): Promise<RepositoryInfo[]> {
    return Promise.all(
      this.#repositories.map(async (repository, index) => {
        const known = await this.#attempt(repository, () => repository.revisions())
        return {
          name: repository.name,
          isDefault: index === 0,
          defaultRevision: known[0]?.name ?? '',
          revisions: revisions ? known.map(({ name }) => name) : [],
        }
      }),
    )
  }

  /**
   * Of repositories and revisions that cannot be read, and of files that are no templates, the log says why they are missing.
   *
   * @throws AliecsError TEMPLATE_UNKNOWN for a repository or revision that is named and not there; REQUEST_INVALID for a
   * pattern of more than 1,024 characters
   */
  async templates(query: TemplatesQuery = {}): Promise<OfferedTemplate[]> {
    const { repoPattern = '', revisionPattern = '', allWorkflows = false } = query
    checkPattern('repoPattern', repoPattern)
    checkPattern('revisionPattern', revisionPattern)
    const repositories = isPattern(repoPattern)
      ? this.#repositories.filter(({ name }) => matches(repoPattern, name))
      : repoPattern === ''
        ? this.#repositories
        : [this.#find(repoPattern)]
    const chosen: { repository: TemplateRepository; revision: Revision }[] = []
    for (const repository of repositories) {
      const revisions = await this.#attempt(repository, () => chooseRevisions(repository, query))
      chosen.push(...revisions.map((revision) => ({ repository, revision })))
    }
    const isNamed = revisionPattern !== '' && !isPattern(revisionPattern)
    if (chosen.length === 0 && repositories.length > 0 && isNamed) {
      const lists = await Promise.all(repositories.map((each) => this.#attempt(each, () => each.revisions())))
      throw unknown('revision', revisionPattern, '', [...new Set(lists.flat().map(({ name }) => name))])
    }
    const vars = await this.#readVars()
    const offered: OfferedTemplate[] = []
    for (const { repository, revision } of chosen) {
      const sources = await this.#attempt(repository, () => repository.templates(revision))
      for (const source of sources) {
        const info = await this.#reader.read(source)
        if (info === null || !(info.public || allWorkflows)) continue
        offered.push({
          name: source.name,
          repo: repository.name,
          revision: revision.name,
          description: info.description,
          variables: withValues(info.publicVars, vars),
        })
      }
    }
    return offered
  }

  /**
   * Clients name it, so it is a name and never a path: nothing outside of the repositories is read.
   *
   * @param reference `<repository>/workflows/<template>@<revision>`, of which repository and revision may be left out: then
   * the default ones
   * @throws AliecsError TEMPLATE_UNKNOWN, which says what there is; TEMPLATE_REPOSITORY
   */
  async resolve(reference: string): Promise<ResolvedTemplate> {
    const parsed = reference.length > LONGEST_NAME ? null : parseReference(reference)
    if (parsed === null) throw badReference(reference)
    try {
      return await this.#resolve(parsed)
    } catch (error) {
      if (!(error instanceof AliecsError) || error.code !== 'TEMPLATE_UNKNOWN') throw error
      const elsewhere = parsed.repo === null ? await this.#elsewhere(parsed) : []
      if (elsewhere.length === 0) throw error
      throw new AliecsError('TEMPLATE_UNKNOWN', `${error.message}; elsewhere: ${elsewhere.join(', ')}`)
    }
  }

  /**
   * Brings what is new at the remotes of the repositories.
   *
   * @param index as in `list`; -1 for all
   * @throws AliecsError REQUEST_INVALID; TEMPLATE_REPOSITORY, a line per repository, after all have been tried
   */
  async refresh(index: number): Promise<void> {
    const repository = this.#repositories[index]
    if (repository === undefined && index !== -1) {
      const range = this.#repositories.length === 0 ? '-1' : `-1 to ${this.#repositories.length - 1}`
      throw new AliecsError('REQUEST_INVALID', `index: expected ${range}, got ${index}`)
    }
    const meant = repository === undefined ? this.#repositories : [repository]
    const problems: string[] = []
    await Promise.all(
      meant.map((each) =>
        each.refresh().catch((error: unknown) => {
          problems.push(`cannot refresh ${each.name}: ${messageOf(error)}`)
        }),
      ),
    )
    if (problems.length > 0) throw new AliecsError('TEMPLATE_REPOSITORY', problems.sort().join('\n'))
  }

  async #resolve({ repo, revision: wanted, template }: TemplateReference): Promise<ResolvedTemplate> {
    const repository = repo === null ? this.#default() : this.#find(repo)
    const revision = await findRevision(repository, wanted)
    const source = await findTemplate(repository, revision, template)
    const reference = formatReference(repository.name, source.name, revision.name)
    return { file: await source.file(), reference }
  }

  /** Templates of that name and revision in repositories that are not the default one. */
  async #elsewhere({ revision: wanted, template }: TemplateReference): Promise<string[]> {
    const found = this.#repositories.slice(1).map((repository) =>
      this.#attempt(repository, async () => {
        const revision =
          wanted === null ? (await repository.revisions())[0] : await repository.findRevision(wanted)
        const sources = revision === undefined ? [] : await repository.templates(revision)
        const isThere = sources.some(({ name }) => name === template)
        return isThere && revision !== undefined
          ? [formatReference(repository.name, template, revision.name)]
          : []
      }),
    )
    return (await Promise.all(found)).flat()
  }

  #default(): TemplateRepository {
    const [first] = this.#repositories
    if (first !== undefined) return first
    throw new AliecsError('TEMPLATE_UNKNOWN', 'there is no template repository: see workflowTemplates')
  }

  #find(name: string): TemplateRepository {
    const found = this.#repositories.find((repository) => repository.name === name)
    if (found !== undefined) return found
    const names = this.#repositories.map((repository) => repository.name)
    throw unknown('template repository', name, '', names)
  }

  /** What one repository cannot give is not to keep the others away. */
  async #attempt<Item>({ name }: TemplateRepository, action: () => Promise<Item[]>): Promise<Item[]> {
    try {
      return await action()
    } catch (error) {
      this.#logger.warn({ repository: name }, `template repository ${name}: ${messageOf(error)}`)
      return []
    }
  }
}

/** The core's `vars` are stronger than what a template declares. */
function withValues(specs: Record<string, VariableSpec>, vars: VarStack): Record<string, VariableSpec> {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const value = Object.hasOwn(vars, name) ? vars[name] : undefined
    return [name, value === undefined ? spec : { ...spec, value }] as const
  })
  return Object.fromEntries(entries)
}

function checkPattern(field: string, pattern: string): void {
  if (pattern.length <= LONGEST_NAME) return
  const text = `${field}: expected at most ${LONGEST_NAME} characters, got ${quoted(pattern)}`
  throw new AliecsError('REQUEST_INVALID', text)
}

function badReference(reference: string): AliecsError {
  const expected = '<repository>/workflows/<template>@<revision>, or <template>'
  const text = `no workflow template ${quoted(reference)}: expected ${expected}`
  return new AliecsError('TEMPLATE_UNKNOWN', text)
}
