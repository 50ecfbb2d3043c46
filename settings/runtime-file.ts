import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { Document, isScalar, visit } from 'yaml'
import { AliecsError, messageOf } from '../errors.js'
import { fileReason } from './file-errors.js'
import { withLockFile } from './lock-file.js'
import { type YamlMap, yamlMap } from './yaml-nodes.js'
import { parseYaml } from './yaml-text.js'

const HEAD =
  '# Runtime entries that clients have set. They are stronger than those of the settings file beside it.\n'

/**
 * What is written while a core runs from a settings file: the same tree of nested maps, in `<settings>.runtime.yaml` beside
 * it. Several cores may share it.
 */
export class RuntimeFile {
  readonly path: string

  /** @param settings the path of the settings file */
  constructor(settings: string) {
    this.path = `${settings.replace(/\.(ya?ml|json)$/i, '')}.runtime.yaml`
  }

  /**
   * @returns empty where there is no such file
   * @throws AliecsError SETTINGS_SOURCE
   */
  async read(): Promise<YamlMap> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw this.#failure('read', error)
    })
    const root = parseYaml(text, this.path, { mapAsMap: true, intAsBigInt: true })
    const tree = yamlMap(root ?? new Map())
    if (tree !== undefined) return tree
    throw new AliecsError('SETTINGS_SOURCE', `${this.path}: expected a map with the key o2 at the top`)
  }

  /**
   * Writes one text; what is there stays as it is, as a whole, until the new one is complete.
   *
   * @param path the segments of the key, at least one
   * @throws AliecsError SETTINGS_SOURCE
   */
  async set(path: readonly string[], value: string): Promise<void> {
    try {
      await withLockFile(`${this.path}.lock`, async () => {
        const draft = `${this.path}.${randomUUID()}`
        try {
          await writeFile(draft, HEAD + textOf(withValue(await this.read(), path, value)))
          await rename(draft, this.path)
        } finally {
          await rm(draft, { force: true }).catch(() => {})
        }
      })
    } catch (error) {
      throw error instanceof AliecsError ? error : this.#failure('write', error)
    }
  }

  #failure(verb: string, error: unknown): AliecsError {
    const reason = error instanceof Error && 'code' in error ? fileReason(error) : messageOf(error)
    return new AliecsError('SETTINGS_SOURCE', `cannot ${verb} ${this.path}: ${reason}`, { cause: error })
  }
}

/** Keys in quotes: a plain `<<` would be taken for a merge, and the file could not be read any more. */
function textOf(tree: YamlMap): string {
  const document = new Document(tree)
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString()
}

function withValue(tree: YamlMap, [key = '', ...below]: readonly string[], value: string): YamlMap {
  const child = below.length === 0 ? value : withValue(yamlMap(tree.get(key)) ?? new Map(), below, value)
  return new Map([...tree, [key, child]])
}
