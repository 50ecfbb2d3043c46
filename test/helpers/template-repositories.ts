import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { TemplateRepositories } from '../../template-repositories/index.js'
import { commit, git, gitRepository, template, write } from './git-repository.js'
import { MemoryLogger } from './memory-logger.js'
import { temporaryFolder } from './temporary.js'

/** @param entries of the setting `workflowTemplates` */
export async function openRepositories(
  entries: string[],
  vars: Record<string, string> = {},
  workingDir = temporaryFolder(),
  limits: { remoteLimitMs?: number; signal?: AbortSignal } = {},
) {
  const logger = new MemoryLogger()
  const options = {
    ...limits,
    entries,
    workingDir,
    readVars: async () => vars,
    logger,
    origin: 'flag',
  }
  return { repositories: await TemplateRepositories.open(options), logger, workingDir }
}

/** A folder under no version control, deleted when the test is over. @returns its path */
export function templateFolder(files: Record<string, string>, name = 'templates'): string {
  const path = join(temporaryFolder(), name)
  mkdirSync(path)
  write(path, files)
  return path
}

/** A work tree on `master`, tag `v1`, with a second commit on the branch `feature/x`, tag `v2`. */
export function cloneWithHistory() {
  const path = gitRepository({ 'workflows/a.yaml': template('A 1') })
  const first = git(path, 'rev-parse', 'HEAD')
  git(path, 'tag', '-a', 'v1', '-m', 'annotated')
  git(path, 'checkout', '--quiet', '-b', 'feature/x')
  const second = commit(path, { 'workflows/a.yaml': template('A 2'), 'workflows/b.yaml': template('B 2') })
  git(path, 'tag', 'v2')
  git(path, 'checkout', '--quiet', 'master')
  return { path, name: basename(path), first, second }
}

/** `repository/template@revision` of each that is offered. */
export async function offeredNames(
  repositories: TemplateRepositories,
  query: Parameters<TemplateRepositories['templates']>[0] = {},
): Promise<string[]> {
  const offered = await repositories.templates(query)
  return offered.map(({ repo, name, revision }) => `${repo}/${name}@${revision}`)
}
