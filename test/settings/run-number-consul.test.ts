import { describe, expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import { ConsulTree } from '../../settings/consul-tree.js'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import type { AtomicTree } from '../../settings/types.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { describeWithConsul, randomName } from '../helpers/services.js'

/** One value; the first `conflicts` writes fail because another writer has just increased it. */
class ContendedTree implements AtomicTree {
  readonly uri = 'consul://memory:1'
  writes = 0
  #value: { value: string; version: number } | undefined
  readonly #conflicts: number

  constructor(value: string | undefined, conflicts: number) {
    this.#value = value === undefined ? undefined : { value, version: 7 }
    this.#conflicts = conflicts
  }

  describe = (key: string) => key
  get = async () => this.#value?.value
  list = async () => ({})
  getConsistent = async () => this.#value

  async compareAndSet(_key: string, value: string, version: number): Promise<boolean> {
    this.writes++
    const current = this.#value?.version ?? 0
    const conflict = this.writes <= this.#conflicts
    if (!conflict && version !== current) throw new Error(`written with ${version}, not ${current}`)
    this.#value = { value, version: current + 1 }
    return !conflict
  }
}

describe('ConsulRunNumbers', () => {
  it('takes the next number after every conflict', async () => {
    const tree = new ContendedTree('10', 3)
    expect(await new ConsulRunNumbers(tree).next()).toBe(14)
    expect(tree.writes).toBe(4)
  })

  it('begins with 1, also when another core begins at the same time', async () => {
    expect(await new ConsulRunNumbers(new ContendedTree(undefined, 0)).next()).toBe(1)
    expect(await new ConsulRunNumbers(new ContendedTree(undefined, 1)).next()).toBe(2)
  })

  it.each([{ maxTries: 3 }, { maxMs: 30 }])('gives up in the end: %j', async (limits) => {
    const endless = new ContendedTree('1', Number.POSITIVE_INFINITY)
    await expect(new ConsulRunNumbers(endless, limits).next()).rejects.toMatchObject({
      code: 'RUN_NUMBER',
      message: expect.stringMatching(/^o2\/runtime\/run_number in consul:\/\/memory:1: another writer/),
    })
  })

  it('names key and value where the value is no run number', async () => {
    await expect(new ConsulRunNumbers(new ContendedTree('many', 0)).next()).rejects.toMatchObject({
      code: 'RUN_NUMBER',
      message: expect.stringMatching(
        /^o2\/runtime\/run_number in consul:\/\/memory:1: expected .* got "many"$/,
      ),
    })
  })

  it('says why there is none, and goes on with the next call', async () => {
    const tree = new ContendedTree('1', 0)
    const read = tree.getConsistent
    tree.getConsistent = async () => {
      tree.getConsistent = read
      throw new AliecsError('SETTINGS_SOURCE', 'Consul is down')
    }
    const numbers = new ConsulRunNumbers(tree)
    const [first, second] = await Promise.allSettled([numbers.next(), numbers.next()])
    expect(first).toMatchObject({
      reason: {
        code: 'RUN_NUMBER',
        message: 'Consul is down',
        cause: { code: 'SETTINGS_SOURCE' },
      },
    })
    expect(second).toEqual({ status: 'fulfilled', value: 2 })
  })
})

describeWithConsul('ConsulRunNumbers on a real Consul', (address) => {
  const core = (key: string) => {
    const [host = '', port] = address().split(':')
    return new ConsulRunNumbers(new ConsulTree({ host, port: Number(port) }), { key })
  }

  it('gives two cores that ask at once different numbers, without a gap', async () => {
    const key = `o2/runtime/${randomName('run_number')}`
    await consulKeys(address())(key, '1000')
    const cores = [core(key), core(key)]
    const numbers = await Promise.all(cores.flatMap((one) => Array.from({ length: 25 }, () => one.next())))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => 1001 + index))
  })

  it('gives ten cores that begin together 1 to 10', async () => {
    const key = `o2/runtime/${randomName('run_number')}`
    const numbers = await Promise.all(Array.from({ length: 10 }, () => core(key).next()))
    await consulKeys(address())(key, '')
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('refuses a value that is no run number', async () => {
    const key = `o2/runtime/${randomName('run_number')}`
    await consulKeys(address())(key, '-1')
    await expect(core(key).next()).rejects.toThrow(`${key} in consul://${address()}: expected a whole number`)
  })
})
