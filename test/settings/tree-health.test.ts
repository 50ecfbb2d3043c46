import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { TreeHealth } from '../../settings/tree-health.js'
import type { ConfigurationTree } from '../../settings/types.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile } from '../helpers/temporary.js'

describe('TreeHealth', () => {
  it('names the reason while the configuration cannot be read, and logs both changes once', async () => {
    const path = temporaryFile('settings.yaml', 'o2: {}')
    const logger = new MemoryLogger()
    const health = new TreeHealth({ tree: new YamlTree(path), logger })
    const problem = `the configuration in file://${path} cannot be read: cannot read ${path}: no such file`
    expect(await health.problem()).toBeNull()
    rmSync(path)
    await vi.waitUntil(async () => (await health.problem()) === problem, { timeout: 60_000 })
    expect(await health.problem()).toBe(problem)
    writeFileSync(path, 'o2: {}')
    await vi.waitUntil(async () => (await health.problem()) === null, { timeout: 60_000 })
    expect(logger.lines).toEqual([
      `warn: ${problem}; no environment can be created`,
      `info: the configuration in file://${path} can be read again`,
    ])
  })

  it('asks a store that does not answer once, and does not wait for it', async () => {
    let calls = 0
    const tree: ConfigurationTree = {
      uri: 'consul://consul.example:8500',
      describe: (key) => key,
      get: async () => undefined,
      list: () => {
        calls += 1
        return new Promise(() => {})
      },
    }
    const health = new TreeHealth({ tree, logger: new MemoryLogger(), limitMs: 10 })
    const expected =
      'the configuration in consul://consul.example:8500 cannot be read: no answer within 10 ms'
    expect(await Promise.all([health.problem(), health.problem()])).toEqual([expected, expected])
    expect(await health.problem()).toBe(expected)
    expect(calls).toBe(2) // vars and defaults
  })
})
