/**
 * A store of run numbers that lost its number, or got an old one back, gave numbers a second time without a word: Consul
 * restarted empty after run 801, the file deleted or restored from a backup.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { RunNumberMemory } from '../../settings/run-number-memory.js'
import type { AtomicTree, VersionedValue } from '../../settings/types.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

/** A store with one number that a test can take away. */
class LossyTree implements AtomicTree {
  readonly uri = 'consul://consul.example:8500'
  value: string | undefined
  describe = (key: string) => key
  get = async () => this.value
  list = async () => ({})

  constructor(value: string | undefined) {
    this.value = value
  }

  async getConsistent(): Promise<VersionedValue | undefined> {
    return this.value === undefined ? undefined : { value: this.value, version: 1 }
  }

  async compareAndSet(_key: string, value: string): Promise<boolean> {
    this.value = value
    return true
  }
}

const PLACE = 'o2/runtime/run_number in consul://consul.example:8500'

describe('run numbers in Consul', () => {
  it.each([
    [undefined, 'no run number is there', 1],
    ['750', 'the last run number there is 750', 751],
    ['800', 'the last run number there is 800', 801],
  ])('are refused when %j is left after run 801, with both numbers', async (left, found, next) => {
    const tree = new LossyTree('800')
    const numbers = new ConsulRunNumbers(tree)
    expect(await numbers.next()).toBe(801)
    tree.value = left
    expect(await rejection(() => numbers.next())).toMatchObject({
      code: 'RUN_NUMBER',
      message: `${PLACE}: ${found}, but this core has used 801: set it to 801, or restart the core to continue with ${next}`,
    })
    expect(tree.value).toBe(left)
    tree.value = '801'
    expect(await numbers.next()).toBe(802)
  })

  it('are warned of after a restart of the core, with both numbers', async () => {
    const path = join(temporaryFolder(), 'not-there-yet', 'last-run-number.json')
    const logger = new MemoryLogger()
    const restarted = (tree: AtomicTree) =>
      new ConsulRunNumbers(tree, { memory: new RunNumberMemory(path, logger) })
    await restarted(new LossyTree('800')).next()
    expect(await restarted(new LossyTree('801')).next()).toBe(802)
    expect(logger.lines).toEqual([])
    const numbers = restarted(new LossyTree(undefined))
    expect([await numbers.next(), await numbers.next()]).toEqual([1, 2])
    expect(logger.lines).toEqual([
      `warn: ${PLACE}: the next run number is 1, but this core used 802 before its restart; run numbers may come twice`,
    ])
    expect(await restarted(new LossyTree('2')).next()).toBe(3)
    expect(logger.lines).toHaveLength(1)
  })

  it.each([
    [() => temporaryFile('last-run-number.json', 'nonsense'), 'expected JSON with place and runNumber'],
    [() => temporaryFolder(), 'it is a folder'],
  ])('go on where the memory cannot be used, with one warning', async (place, reason) => {
    const path = place()
    const logger = new MemoryLogger()
    const numbers = new ConsulRunNumbers(new LossyTree('6'), { memory: new RunNumberMemory(path, logger) })
    expect([await numbers.next(), await numbers.next()]).toEqual([7, 8])
    expect(logger.lines).toEqual([
      `warn: cannot read ${path}: ${reason}; a restarted core will not notice a lost run number`,
    ])
  })
})

describe('run numbers in the file', () => {
  it.each([
    ['deleted', undefined, 'no run number is there', 1],
    ['restored from an old copy', '3', 'the last run number there is 3', 4],
  ])('are refused when it is %s, with both numbers', async (_how, left, found, next) => {
    const folder = temporaryFolder()
    const path = join(folder, 'runcounter.txt')
    writeFileSync(path, '800')
    const numbers = new FileRunNumbers(folder)
    expect(await numbers.next()).toBe(801)
    if (left === undefined) rmSync(path)
    else writeFileSync(path, left)
    expect(await rejection(() => numbers.next())).toMatchObject({
      code: 'RUN_NUMBER',
      message: `${path}: ${found}, but this core has used 801: set it to 801, or restart the core to continue with ${next}`,
    })
    expect(await new FileRunNumbers(folder).next()).toBe(next)
  })
})
