import { expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import type { TemplateSource } from '../../template-repositories/repository.js'
import { TemplateReader } from '../../template-repositories/template-reader.js'
import { template } from '../helpers/git-repository.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

function source(version: string, text: () => Promise<string>): TemplateSource {
  return { name: 'readout', place: 'readout.yaml', version, text, file: async () => 'readout.yaml' }
}

it('reads each text once', async () => {
  const reader = new TemplateReader(new MemoryLogger())
  let read = 0
  const text = async () => template(`read ${++read} times`)
  expect(await reader.read(source('a', text))).toMatchObject({ description: 'read 1 times' })
  expect(await reader.read(source('a', text))).toMatchObject({ description: 'read 1 times' })
  expect(await reader.read(source('b', text))).toMatchObject({ description: 'read 2 times' })
})

it('tries again what could not be read', async () => {
  const logger = new MemoryLogger()
  const reader = new TemplateReader(logger)
  const unreadable = async () => {
    throw new AliecsError('TEMPLATE_REPOSITORY', 'git cat-file: not within 1 ms')
  }
  expect(await reader.read(source('a', unreadable))).toBeNull()
  expect(await reader.read(source('a', async () => template('now')))).toMatchObject({ description: 'now' })
  expect(logger.lines).toEqual(['warn: a template is not offered: git cat-file: not within 1 ms'])
})

it('tells the first problem of a text that is no template, once', async () => {
  const logger = new MemoryLogger()
  const reader = new TemplateReader(logger)
  const bad = source('a', async () => 'nam: x\nrols: []')
  expect(await reader.read(bad)).toBeNull()
  expect(await reader.read(bad)).toBeNull()
  expect(logger.lines).toEqual([
    expect.stringMatching(/^warn: a template is not offered: readout\.yaml:\d: .* \(and \d more\)$/),
  ])
})
