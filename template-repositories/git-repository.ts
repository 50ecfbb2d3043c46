import { join } from 'node:path'
import { folderTemplates } from './folder-templates.js'
import { runGit } from './git.js'
import { LIST_REFERENCES, revisionsIn } from './git-references.js'
import { GitTemplates } from './git-templates.js'
import type { Revision, TemplateRepository, TemplateSource } from './repository.js'

export interface GitRepositoryOptions {
  name: string
  /** The folder or the URL, for messages. */
  origin: string
  /** The top of the work tree, or the bare repository. */
  folder: string
  /** URL of the remote, for its credentials to be kept out of messages; empty where there is none. */
  remote: string
  /** Without a work tree. */
  bare: boolean
  /** Where files of commits go. */
  keepIn: string
  /** For each call of git on the folder. */
  limitMs: number
  /** For each call that asks the remote. */
  remoteLimitMs: number
}

/**
 * A git repository. The checked-out revision is what stands in the work tree, uncommitted changes included; all others are
 * read from their commits.
 */
export class GitRepository implements TemplateRepository {
  readonly name: string
  readonly origin: string
  readonly #options: GitRepositoryOptions
  readonly #commits: GitTemplates
  #refreshing: Promise<void> | undefined

  constructor(options: GitRepositoryOptions) {
    this.name = options.name
    this.origin = options.origin
    this.#options = options
    const folderOf = (commit: string) => join(options.keepIn, `${options.name}@${commit}`)
    this.#commits = new GitTemplates((args) => this.#git(args), folderOf)
  }

  async revisions(): Promise<Revision[]> {
    const [listing, head] = await Promise.all([this.#git(LIST_REFERENCES), this.#head()])
    const known = revisionsIn(listing)
    const first = this.#defaultOf(head, known)
    return first === undefined ? known : [first, ...known.filter(({ name }) => name !== first.name)]
  }

  async findRevision(name: string): Promise<Revision | undefined> {
    const known = (await this.revisions()).find((revision) => revision.name === name)
    if (known !== undefined || !/^[0-9a-f]{7,40}$/.test(name)) return known
    const commit = await this.#git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).catch(() => '')
    return commit === '' ? undefined : { name, kind: 'commit', commit: commit.trim() }
  }

  templates({ commit }: Revision): Promise<TemplateSource[]> {
    return commit === null ? folderTemplates(this.#options.folder) : this.#commits.at(commit)
  }

  /**
   * Where there is a remote: its branches and tags, and what the checked-out branch can take without a merge. Those who ask
   * while one is under way get that one: git would refuse a second.
   */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<void> {
    const { bare, remoteLimitMs } = this.#options
    if ((await this.#git(['remote'])).trim() === '') return
    await this.#git(['fetch', '--prune', '--tags', '--force', '--quiet', 'origin'], remoteLimitMs)
    if (bare) return
    const upstream = ['rev-parse', '--verify', '--quiet', '@{upstream}']
    const hasUpstream = await this.#git(upstream).then(
      (commit) => commit.trim() !== '',
      () => false,
    )
    if (hasUpstream) await this.#git(['merge', '--ff-only', '--quiet', '@{upstream}'])
  }

  #defaultOf(head: Head, known: readonly Revision[]): Revision | undefined {
    const listed = known.find(({ name, commit }) =>
      head.branch === null ? commit === head.commit : name === head.branch,
    )
    if (this.#options.bare) return listed
    if (head.branch !== null) return { name: head.branch, kind: 'branch', commit: null }
    if (head.commit === null) return undefined
    const name = listed?.name ?? head.commit.slice(0, 12)
    return { name, kind: listed?.kind ?? 'commit', commit: null }
  }

  async #head(): Promise<Head> {
    const [branch, commit] = await Promise.all([
      this.#git(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => ''),
      this.#git(['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => ''),
    ])
    return { branch: branch.trim() || null, commit: commit.trim() || null }
  }

  #git(args: readonly string[], limitMs = this.#options.limitMs): Promise<string> {
    const { folder, remote } = this.#options
    return runGit(folder, args, { limitMs, remote })
  }
}

/** What is checked out: a branch, even one without a commit yet, or a commit alone. */
interface Head {
  branch: string | null
  commit: string | null
}
