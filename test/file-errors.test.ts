import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileReason } from '../file-errors.js'
import { caught } from './helpers/caught.js'
import { temporaryFile, temporaryFolder } from './helpers/temporary.js'

describe('fileReason', () => {
  it('has words for what can be wrong with a path', () => {
    const file = temporaryFile('file', '')
    const folder = temporaryFolder()
    const reasons = [join(folder, 'absent'), folder, join(file, 'below'), join(folder, 'x'.repeat(300))].map(
      (path) => fileReason(caught(() => readFileSync(path))),
    )
    expect(reasons).toEqual([
      'no such file',
      'it is a folder',
      'part of the path is no folder',
      'the name is too long',
    ])
    expect(fileReason(caught(() => writeFileSync('/dev/full', 'x')))).toBe('no space left')
  })

  it('gives the message of any other error', () => {
    expect(fileReason(new Error('something else'))).toBe('something else')
    expect(fileReason(Object.assign(new Error('odd'), { code: 'toString' }))).toBe('odd')
  })
})
