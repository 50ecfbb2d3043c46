import type { Stats } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AliecsError } from '../errors.js'
import { fileReason } from '../settings/index.js'
import { byName, type TemplateSource } from './repository.js'

/** Far beyond any template; what is larger is none. */
export const MAX_TEMPLATE_BYTES = 4 * 1024 * 1024

/**
 * The templates that stand in a folder now: `*.yaml` in its subfolder `workflows`, or in itself where it has none.
 *
 * @throws AliecsError TEMPLATE_REPOSITORY
 */
export async function folderTemplates(root: string): Promise<TemplateSource[]> {
  const below = join(root, 'workflows')
  const folder = (await statIfThere(below))?.isDirectory() === true ? below : root
  const files = (await listed(folder)).filter((file) => file.endsWith('.yaml') && !file.startsWith('.'))
  const sources = await Promise.all(files.map((file) => sourceOf(join(folder, file), file)))
  return sources.flat().sort(byName)
}

async function sourceOf(path: string, file: string): Promise<TemplateSource[]> {
  const found = await statIfThere(path)
  if (found === undefined || !found.isFile() || found.size > MAX_TEMPLATE_BYTES) return []
  return [
    {
      name: file.slice(0, -'.yaml'.length),
      place: path,
      version: `${path} ${found.mtimeMs} ${found.size}`,
      text: () => readFile(path, 'utf8').catch((error: unknown) => cannotRead(path, error)),
      file: async () => path,
    },
  ]
}

function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return absent ? cannotRead(folder, new Error('no such folder')) : cannotRead(folder, error)
  })
}

function cannotRead(path: string, error: unknown): never {
  throw new AliecsError('TEMPLATE_REPOSITORY', `cannot read ${path}: ${fileReason(error)}`, { cause: error })
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined)
}
