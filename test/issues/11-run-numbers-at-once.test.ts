/**
 * 131 of 200 simultaneous NewRunNumber calls failed with run numbers in the file: every call competed for the lock file, and
 * the holder that their errors named was their own process. Environments that pressed START together ended in ERROR.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { connected } from '../helpers/apricot-backends.js'
import { options, start } from '../helpers/control-calls.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('run numbers in the file', () => {
  it('gives 200 calls over gRPC the numbers 1 to 200, in order', async () => {
    const folder = temporaryFolder()
    const runNumbers = new FileRunNumbers(folder)
    const tree = new YamlTree(temporaryFile('settings.yaml', 'o2: {}'))
    const client = await connected({ tree, runNumbers })
    const replies = await Promise.all(upTo(200).map(() => client.call('NewRunNumber', {})))
    expect(replies.map(({ runNumber }) => runNumber).toSorted((a, b) => a - b)).toEqual(upTo(200))
    expect(readFileSync(join(folder, 'runcounter.txt'), 'utf8')).toBe('200')
  })

  it('keeps the order of the calls', async () => {
    const numbers = new FileRunNumbers(temporaryFolder())
    expect(await Promise.all(upTo(200).map(() => numbers.next()))).toEqual(upTo(200))
  })

  it('gives several sources of one process different numbers, without a gap', async () => {
    const folder = temporaryFolder()
    const sources = upTo(20).map(() => new FileRunNumbers(folder))
    const numbers = await Promise.all(upTo(200).map((call) => sources[call % sources.length]?.next()))
    expect(numbers.toSorted((a = 0, b = 0) => a - b)).toEqual(upTo(200))
  })

  it('takes 50 environments to RUNNING at once', async () => {
    const limits = { taskTimeoutMs: 60_000, deployTimeoutMs: 60_000 }
    const core = await start({ limits, runNumbers: new FileRunNumbers(temporaryFolder()) })
    const vars = { hosts: '["flp-its-1"]', detectors: '[]' }
    const ids = await Promise.all(
      upTo(50).map(async () => {
        const request = { workflowTemplate: 'golden-dataflow', vars }
        return (await core.client.call('NewEnvironment', request, options)).environment?.id ?? ''
      }),
    )
    const replies = await Promise.all(
      ids.map((id) => core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)),
    )
    expect(replies.filter(({ state }) => state !== 'RUNNING')).toEqual([])
    const numbers = replies.map(({ currentRunNumber }) => currentRunNumber)
    expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(50))
  })

  it('gives the last numbers to the first calls, and an error to the others', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'runcounter.txt'), '4294967290')
    const numbers = new FileRunNumbers(folder)
    await numbers.next()
    const ends = await Promise.allSettled(upTo(6).map(() => numbers.next()))
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.message))).toEqual([
      ...[4294967292, 4294967293, 4294967294, 4294967295],
      ...Array(2).fill(`${join(folder, 'runcounter.txt')}: 4294967295 was the last run number`),
    ])
  })
})

describe('the file of runtime entries', () => {
  it('takes 200 entries at once, and refuses those that have no place', async () => {
    const path = temporaryFile('settings.yaml', 'o2: {runtime: {fixed: 1}}')
    const tree = new YamlTree(path)
    const ends = await Promise.allSettled([
      ...upTo(200).map((index) => tree.set(`o2/runtime/component/key-${index}`, String(index))),
      tree.set('o2/runtime/fixed/below', 'x'),
      tree.set('o2/runtime/component/key-1/below', 'x'),
    ])
    expect(ends.slice(0, 200).filter(({ status }) => status === 'rejected')).toEqual([])
    expect(ends.slice(200)).toMatchObject([
      {
        reason: { code: 'REQUEST_INVALID', message: expect.stringContaining('o2/runtime/fixed has a value') },
      },
      { reason: { code: 'REQUEST_INVALID', message: expect.stringContaining('key-1 has a value') } },
    ])
    const entries = await new YamlTree(path).list('o2/runtime/component')
    expect(entries).toEqual(Object.fromEntries(upTo(200).map((index) => [`key-${index}`, String(index)])))
  })
})
