import { readFile } from 'node:fs/promises'
import { Document, isScalar, visit } from 'yaml'
import { AliecsError, messageOf } from '../errors.js'
import { fileReason } from '../file-errors.js'
import { type BatchAnswer, BatchQueue } from './batch-queue.js'
import { replaceFile } from './durable-file.js'
import { withLockFile } from './lock-file.js'
import { type YamlMap, yamlMap } from './yaml-nodes.js'
import { goNumberTags } from './yaml-number.js'
import { parseYaml } from './yaml-text.js'

const HEAD =
  '# Runtime entries that clients have set. They are stronger than those of the settings file beside it.\n'

interface Entry {
  path: readonly string[]
  value: string
  verify: (current: YamlMap) => void
}

/**
 * Entries that are written while a core runs from a settings file: the same tree of nested maps, in `<settings>.runtime.yaml`
 * beside it. Several cores may share it. Entries that arrive together are written together, in order.
 */
export class RuntimeFile {
  readonly path: string
  readonly #queue: BatchQueue<Entry, undefined>

  /** @param settings the path of the settings file */
  constructor(settings: string) {
    this.path = `${settings.replace(/\.(ya?ml|json)$/i, '')}.runtime.yaml`
    this.#queue = new BatchQueue((entries) => this.#write(entries), {
      subject: `write to ${this.path}`,
      code: 'SETTINGS_SOURCE',
    })
  }

  /**
   * Returns the entries; none where the file does not exist.
   *
   * @throws AliecsError SETTINGS_SOURCE
   */
  async read(): Promise<YamlMap> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw this.#failure('read', error)
    })
    const root = parseYaml(text, this.path, { mapAsMap: true })
    const tree = yamlMap(root ?? new Map())
    if (tree !== undefined) return tree
    throw new AliecsError('SETTINGS_SOURCE', `${this.path}: expected a map with the key o2 at the top`)
  }

  /**
   * Writes one text. The file keeps its old content, as a whole, until the new one is complete.
   *
   * @param path the segments of the key, at least one
   * @param verify throws where the current entries have no place for this one
   * @throws AliecsError SETTINGS_SOURCE; whatever `verify` throws
   */
  set(path: readonly string[], value: string, verify: (current: YamlMap) => void = () => {}): Promise<void> {
    return this.#queue.add({ path, value, verify })
  }

  async #write(entries: readonly Entry[]): Promise<BatchAnswer<undefined>[]> {
    try {
      return await withLockFile(`${this.path}.lock`, async () => {
        let tree = await this.read()
        const answers = entries.map(({ path, value, verify }): BatchAnswer<undefined> => {
          try {
            verify(tree)
          } catch (error) {
            return { error }
          }
          tree = withValue(tree, path, value)
          return { value: undefined }
        })
        await replaceFile(this.path, HEAD + textOf(tree))
        return answers
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

/** Quotes keys like `<<`: a plain one would be read as a merge, and the file could not be read any more. */
function textOf(tree: YamlMap): string {
  const document = new Document(tree, { customTags: goNumberTags })
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
