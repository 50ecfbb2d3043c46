/**
 * A read-only folder was reported as "no such file": a failed clean-up replaced the error of the lock file, and Node's
 * recursive `mkdir` reports a read-only file system as ENOENT.
 */
import type * as Files from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { rejection } from '../helpers/caught.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

/** Folder below which nothing can be written, and the code of the error. */
let sealed: { folder: string; code: string } | null = null

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof Files>()
  const failure = (code: string): Error => Object.assign(new Error(code), { code })
  const check = (path: unknown): void => {
    if (sealed !== null && String(path).startsWith(sealed.folder)) throw failure(sealed.code)
  }
  return {
    ...original,
    mkdir: async (...parameters: Parameters<typeof Files.mkdir>) => {
      const [path, options] = parameters
      const isRecursive = typeof options === 'object' && options?.recursive === true
      if (sealed !== null && String(path).startsWith(sealed.folder)) {
        throw failure(isRecursive ? 'ENOENT' : sealed.code) // as Node 20 does
      }
      return original.mkdir(...parameters)
    },
    writeFile: async (...parameters: Parameters<typeof Files.writeFile>) => {
      check(parameters[0])
      return original.writeFile(...parameters)
    },
  }
})

beforeEach(() => {
  sealed = null
})

const REASONS = [
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'permission denied'],
  ['ENOSPC', 'no space left'],
  ['EDQUOT', 'the disk quota is used up'],
]

describe.each(REASONS)('%s', (code, reason) => {
  it.each(['', 'not/there/yet'])(
    'is the reason why coreWorkingDir cannot keep run numbers: %j',
    async (below) => {
      const root = temporaryFolder()
      const folder = join(root, below)
      sealed = { folder: root, code }
      const numbers = new FileRunNumbers(folder)
      for (const call of [() => numbers.check(), () => numbers.next()]) {
        expect((await rejection(call)).message).toBe(`coreWorkingDir ${folder}: ${reason}`)
      }
    },
  )

  it('is the reason why a runtime entry cannot be set', async () => {
    const path = temporaryFile('settings.yaml', 'o2: {}')
    sealed = { folder: path.replace(/settings\.yaml$/, ''), code }
    const error = await rejection(() => new YamlTree(path).set('o2/a', 'x'))
    expect(error.message).toBe(`cannot write ${path.replace(/yaml$/, 'runtime.yaml')}: ${reason}`)
  })
})
