import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { AliecsError } from '../errors.js'
import { fileReason } from '../file-errors.js'
import { RuntimeFile } from './runtime-file.js'
import type { WritableTree } from './types.js'
import { childrenOf, leavesOf, mergeNodes } from './yaml-nodes.js'
import { goNumberTags } from './yaml-number.js'
import { parseYaml } from './yaml-text.js'

/**
 * The tree as nested maps in one YAML (or JSON) file, read at every access, so that an edited file needs no restart. Scalars
 * become text: numbers as they are written, `true`, `false`. Beyond the original, `get` on a map gives the map as YAML text, so
 * that `settings` may be a plain map as well as a block scalar. Entries that are set go into a file beside it, which is stronger.
 * Source: AliceO2Group/Control, configuration/cfgbackend/yamlsource.go
 */
export class YamlTree implements WritableTree {
  readonly uri: string
  readonly #path: string
  readonly #runtime: RuntimeFile

  constructor(path: string) {
    this.#path = path
    this.#runtime = new RuntimeFile(path)
    this.uri = `file://${path}`
  }

  describe(key: string): string {
    return `${this.#path}:${key}`
  }

  async get(key: string): Promise<string | undefined> {
    const node = await this.#find(key)
    if (node === undefined) return undefined
    return childrenOf(node) === undefined ? String(node) : stringify(node, { customTags: goNumberTags })
  }

  async list(folder: string): Promise<Record<string, string>> {
    return Object.fromEntries(leavesOf(await this.#find(folder)))
  }

  async set(key: string, value: string): Promise<void> {
    const path = key.split('/')
    const settings = await this.#readSettings()
    await this.#runtime.set(path, value, (entries) => checkPlace(mergeNodes(settings, entries), path))
  }

  /** @returns the parsed YAML at the key; undefined where there is nothing, null included */
  async #find(key: string): Promise<unknown> {
    return find(
      await this.#read(),
      key.split('/').filter((part) => part !== ''),
    )
  }

  async #read(): Promise<unknown> {
    return mergeNodes(await this.#readSettings(), await this.#runtime.read())
  }

  async #readSettings(): Promise<unknown> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      throw new AliecsError('SETTINGS_SOURCE', `cannot read ${this.#path}: ${fileReason(error)}`, {
        cause: error,
      })
    })
    const root = parseYaml(text, this.#path, { mapAsMap: true })
    if (root instanceof Map) return root
    throw new AliecsError(
      'SETTINGS_SOURCE',
      `${this.#path}: expected a map with the key o2 at the top, as in examples/settings.yaml`,
    )
  }
}

function find(root: unknown, path: readonly string[]): unknown {
  let node = root
  for (const segment of path) node = childrenOf(node)?.get(segment)
  return node ?? undefined
}

/** @throws AliecsError REQUEST_INVALID where a value is above the key, or a folder at it */
function checkPlace(root: unknown, path: readonly string[]): void {
  const notSet = (reason: string) =>
    new AliecsError('REQUEST_INVALID', `cannot set ${path.join('/')}: ${reason}`)
  for (let length = 1; length < path.length; length++) {
    const above = find(root, path.slice(0, length))
    if (above !== undefined && childrenOf(above) === undefined) {
      throw notSet(`${path.slice(0, length).join('/')} has a value, so nothing can be below it`)
    }
  }
  if (childrenOf(find(root, path)) !== undefined) throw notSet('it is a folder')
}
