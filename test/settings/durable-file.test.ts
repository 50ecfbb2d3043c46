import type { FileHandle } from 'node:fs/promises'
import * as files from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { makeFolder, replaceFile } from '../../settings/durable-file.js'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { RuntimeFile } from '../../settings/runtime-file.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

/** Operations that reach the disk, in their order. */
const operations: string[] = []
/** Operation that fails, by its line, with this code. */
let failing: [string, string] | null = null

function record(line: string): void {
  operations.push(line)
  if (failing?.[0] === line) throw Object.assign(new Error(line), { code: failing[1] })
}

/** Draft names are random. */
const nameOf = (path: unknown): string => basename(String(path)).replace(/\.[0-9a-f]{12}\.new$/, '.new')

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof files>()
  const open = async (...parameters: Parameters<typeof files.open>): Promise<FileHandle> => {
    const handle = await original.open(...parameters)
    const sync = handle.sync.bind(handle)
    handle.sync = async () => {
      record(`sync ${nameOf(parameters[0])}`)
      await sync()
    }
    return handle
  }
  const rename = async (from: string, to: string): Promise<void> => {
    record(`rename ${nameOf(from)} ${nameOf(to)}`)
    await original.rename(from, to)
  }
  return { ...original, open, rename }
})

beforeEach(() => {
  operations.length = 0
  failing = null
})

describe('a file that survives a power cut', () => {
  it('is synced, renamed, and its folder synced', async () => {
    const path = temporaryFile('a.txt', 'old')
    await replaceFile(path, 'new')
    expect(operations).toEqual([
      'sync a.txt.new',
      'rename a.txt.new a.txt',
      `sync ${nameOf(join(path, '..'))}`,
    ])
    expect(await files.readFile(path, 'utf8')).toBe('new')
  })

  it.each(['sync a.txt.new', 'rename a.txt.new a.txt'])(
    'keeps its old text when "%s" fails, and leaves nothing',
    async (line) => {
      const path = temporaryFile('a.txt', 'old')
      failing = [line, 'ENOSPC']
      await expect(replaceFile(path, 'new')).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(await files.readFile(path, 'utf8')).toBe('old')
      expect(await files.readdir(join(path, '..'))).toEqual(['a.txt'])
    },
  )

  it('reports a folder that cannot be synced, unless its file system cannot do it at all', async () => {
    const folder = temporaryFolder()
    failing = [`sync ${basename(folder)}`, 'EIO']
    await expect(replaceFile(join(folder, 'a.txt'), 'new')).rejects.toMatchObject({ code: 'EIO' })
    failing = [`sync ${basename(folder)}`, 'EINVAL']
    await replaceFile(join(folder, 'a.txt'), 'newer')
  })

  it('has its new folders synced into those above them', async () => {
    const folder = temporaryFolder()
    await makeFolder(join(folder, 'a', 'b'))
    expect(operations.toSorted()).toEqual([`sync ${basename(folder)}`, 'sync a'].toSorted())
    operations.length = 0
    await makeFolder(join(folder, 'a', 'b'))
    expect(operations).toEqual([])
  })

  it('is the one of the run number, before the number is used', async () => {
    const folder = temporaryFolder()
    await new FileRunNumbers(folder).next()
    expect(operations).toEqual([
      'sync runcounter.txt.new',
      'rename runcounter.txt.new runcounter.txt',
      `sync ${basename(folder)}`,
    ])
    failing = [`sync ${basename(folder)}`, 'EIO']
    await expect(new FileRunNumbers(folder).next()).rejects.toMatchObject({ code: 'RUN_NUMBER' })
  })

  it('is the one of runtime entries', async () => {
    const folder = temporaryFolder()
    await new RuntimeFile(join(folder, 'settings.yaml')).set(['o2', 'a'], 'x')
    expect(operations.at(-1)).toBe(`sync ${basename(folder)}`)
    expect(operations).toHaveLength(3)
  })
})
