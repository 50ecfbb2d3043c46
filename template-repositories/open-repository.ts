import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AliecsError } from '../errors.js'
import { fileReason, isRepositoryUrl, redactAddress } from '../settings/index.js'
import { type MirrorOptions, mirror } from './clone.js'
import { FolderRepository } from './folder-repository.js'
import { folderTemplates } from './folder-templates.js'
import { runGit } from './git.js'
import { GitRepository } from './git-repository.js'
import { nameOfFolder, nameOfUrl } from './names.js'
import type { TemplateRepository } from './repository.js'

export interface OpenOptions extends MirrorOptions {
  /** The setting `coreWorkingDir`; `repos` in it takes what comes from git. */
  workingDir: string
  limitMs: number
}

/**
 * @param entry of the setting `workflowTemplates`: an absolute folder or the URL of a git repository
 * @throws AliecsError TEMPLATE_REPOSITORY
 */
export async function openRepository(entry: string, options: OpenOptions): Promise<TemplateRepository> {
  return isRepositoryUrl(entry) ? openUrl(entry, options) : openFolder(entry, options)
}

async function openUrl(url: string, options: OpenOptions): Promise<TemplateRepository> {
  const name = nameOfUrl(url)
  const origin = redactAddress(url)
  if (name === undefined) {
    const example = 'https://github.com/AliceO2Group/ControlWorkflows'
    const hint = url.includes('@') ? '; in a user name or password, encode / as %2F and @ as %40' : ''
    throw new AliecsError(
      'TEMPLATE_REPOSITORY',
      `no repository has such a URL; expected one like ${example}${hint}`,
    )
  }
  const keepIn = join(options.workingDir, 'repos')
  const folder = join(keepIn, `${name}.git`)
  await mirror(url, folder, options)
  return new GitRepository({ ...options, name, origin, folder, remote: url, bare: true, keepIn })
}

async function openFolder(entry: string, options: OpenOptions): Promise<TemplateRepository> {
  const found = await stat(entry).catch((error: unknown) => {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = absent ? 'no such folder' : fileReason(error)
    throw new AliecsError('TEMPLATE_REPOSITORY', reason, { cause: error })
  })
  if (!found.isDirectory()) throw new AliecsError('TEMPLATE_REPOSITORY', 'it is no folder')
  const root = await rootOf(entry)
  if (!(await isWorkTree(root))) {
    await folderTemplates(root)
    return new FolderRepository(nameOfFolder(root), root)
  }
  const { limitMs } = options
  const remote = (await runGit(root, ['remote', 'get-url', 'origin'], { limitMs }).catch(() => '')).trim()
  const name = nameOfUrl(remote) ?? nameOfFolder(root)
  const keepIn = join(options.workingDir, 'repos')
  const repository = new GitRepository({
    ...options,
    name,
    origin: root,
    folder: root,
    remote,
    bare: false,
    keepIn,
  })
  await repository.revisions()
  return repository
}

/** A folder `…/workflows` stands for what is around it, unless it is a repository of its own. */
async function rootOf(folder: string): Promise<string> {
  if (basename(folder) !== 'workflows' || (await isWorkTree(folder))) return folder
  const inner = await stat(join(folder, 'workflows')).catch(() => undefined)
  return inner?.isDirectory() === true ? folder : dirname(folder)
}

/** The top of a work tree has `.git` as a folder, or as a file that points elsewhere. */
async function isWorkTree(folder: string): Promise<boolean> {
  return (await stat(join(folder, '.git')).catch(() => undefined)) !== undefined
}
