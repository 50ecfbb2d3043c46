import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { AliecsError } from '../errors.js'
import { fileReason } from './file-errors.js'
import type { ConfigurationTree } from './types.js'
import { parseYaml } from './yaml-text.js'

/**
 * The tree as nested maps in one YAML (or JSON) file, read anew at every access, so that an edited file needs no restart.
 * Scalars become text: `true`, `42`. Beyond the original, `get` on a map gives the map as YAML text, so that `settings`
 * may be a plain map as well as a block scalar.
 * Source: AliceO2Group/Control, configuration/cfgbackend/yamlsource.go
 */
export class YamlTree implements ConfigurationTree {
  readonly uri: string
  readonly #path: string

  constructor(path: string) {
    this.#path = path
    this.uri = `file://${path}`
  }

  describe(key: string): string {
    return `${this.#path}:${key}`
  }

  async get(key: string): Promise<string | undefined> {
    const node = await this.#find(key)
    if (node === undefined) return undefined
    return childrenOf(node) === undefined ? String(node) : stringify(node)
  }

  async list(folder: string): Promise<Record<string, string>> {
    return Object.fromEntries(leaves(await this.#find(folder), ''))
  }

  /** @returns the parsed YAML at the key; undefined where there is nothing, null included */
  async #find(key: string): Promise<unknown> {
    let node = await this.#read()
    for (const segment of key.split('/').filter((part) => part !== '')) {
      node = childrenOf(node)?.get(segment)
    }
    return node ?? undefined
  }

  async #read(): Promise<unknown> {
    const text = await readFile(this.#path, 'utf8').catch((error: unknown) => {
      throw new AliecsError('SETTINGS_SOURCE', `cannot read ${this.#path}: ${fileReason(error)}`, {
        cause: error,
      })
    })
    const root = parseYaml(text, this.#path, { mapAsMap: true, intAsBigInt: true })
    if (root instanceof Map) return root
    throw new AliecsError(
      'SETTINGS_SOURCE',
      `${this.#path}: expected a map with the key o2 at the top, as in examples/settings.yaml`,
    )
  }
}

/** @returns undefined for a scalar; lists have their indexes as keys */
function childrenOf(node: unknown): Map<string, unknown> | undefined {
  if (node instanceof Map) return new Map([...node].map(([key, child]) => [String(key), child]))
  if (Array.isArray(node)) return new Map(node.map((child, index) => [String(index), child]))
  return undefined
}

function* leaves(node: unknown, prefix: string): Generator<[string, string]> {
  for (const [key, child] of childrenOf(node) ?? []) {
    const below = child === null ? new Map() : childrenOf(child)
    if (below === undefined) yield [prefix + key, String(child)]
    else if (below.size === 0) yield [`${prefix}${key}/`, '']
    else yield* leaves(child, `${prefix}${key}/`)
  }
}
