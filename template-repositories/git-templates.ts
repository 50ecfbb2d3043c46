import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AliecsError } from '../errors.js'
import { fileReason, makeFolder, replaceFile } from '../settings/index.js'
import { MAX_TEMPLATE_BYTES } from './folder-templates.js'
import { RecentMap } from './recent-map.js'
import { byName, type TemplateSource } from './repository.js'

/** A file of a commit. */
interface Blob {
  name: string
  id: string
}

const MOST_COMMITS = 1000

/** The templates of commits, straight from git: nothing is checked out. */
export class GitTemplates {
  readonly #git: (args: readonly string[]) => Promise<string>
  /** Of a commit: where the files go that the core loads. */
  readonly #folderOf: (commit: string) => string
  readonly #blobs = new RecentMap<Blob[]>(MOST_COMMITS)

  constructor(git: (args: readonly string[]) => Promise<string>, folderOf: (commit: string) => string) {
    this.#git = git
    this.#folderOf = folderOf
  }

  async at(commit: string): Promise<TemplateSource[]> {
    const blobs = this.#blobs.get(commit) ?? (await this.#list(commit))
    this.#blobs.set(commit, blobs)
    const folder = this.#folderOf(commit)
    return blobs.map(({ name, id }) => {
      const path = join(folder, 'workflows', `${name}.yaml`)
      const text = () => this.#git(['cat-file', 'blob', id])
      return { name, place: path, version: id, text, file: () => kept(path, text) }
    })
  }

  /** As of a folder: those in `workflows`, or at the top where there is no such. */
  async #list(commit: string): Promise<Blob[]> {
    const below = await this.#git(['ls-tree', '-z', '-l', commit, 'workflows/'])
    const listing = below === '' ? await this.#git(['ls-tree', '-z', '-l', commit]) : below
    return listing.split('\0').flatMap(blobOf).sort(byName)
  }
}

/** @param line `mode type id size<tab>path` */
function blobOf(line: string): Blob[] {
  const [, id, size, file] =
    /^100\d+ blob ([0-9a-f]+) +(\d+)\t(?:workflows\/)?([^/.][^/]*)\.yaml$/s.exec(line) ?? []
  return id === undefined || file === undefined || Number(size) > MAX_TEMPLATE_BYTES
    ? []
    : [{ name: file, id }]
}

/** Writes the file as a whole or not at all: other processes look for it at the same time, and a power cut may come. */
async function kept(path: string, text: () => Promise<string>): Promise<string> {
  if ((await stat(path).catch(() => undefined)) !== undefined) return path
  const content = await text()
  try {
    await makeFolder(dirname(path))
    await replaceFile(path, content)
    return path
  } catch (error) {
    const message = `cannot write ${path} (below coreWorkingDir): ${fileReason(error)}`
    throw new AliecsError('TEMPLATE_REPOSITORY', message, { cause: error })
  }
}
