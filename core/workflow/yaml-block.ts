import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { at, fault, type Problems } from './problems.js'
import type { TextField } from './text-template.js'
import type { SourcePosition } from './types.js'

/** Far beyond any template. Aliases can stand for much more than is written, and for what they are in themselves. */
const MOST_BLOCKS = 20_000
const DEEPEST_BLOCK = 100

/** What every block of one file shares. */
export interface YamlFile {
  file: string
  document: Document.Parsed
  lines: LineCounter
  problems: Problems
  /** How many there are. */
  blocks: number
}

/**
 * A mapping of the template. Its readers note a problem, with file and line, and return undefined when what stands
 * there is not what is asked for; what is absent or empty (`vars:`) is undefined without a problem.
 */
export class YamlBlock {
  readonly #file: YamlFile
  readonly #map: YAMLMap
  /** Dotted, from the role: `call`; empty for the role itself. */
  readonly #construct: string
  readonly #depth: number

  /** @throws AliecsError TEMPLATE_INVALID where there are too many of them */
  constructor(file: YamlFile, map: YAMLMap, construct = '', depth = 0) {
    this.#file = file
    this.#map = map
    this.#construct = construct
    this.#depth = depth
    file.blocks += 1
    if (file.blocks <= MOST_BLOCKS && depth <= DEEPEST_BLOCK) return
    const limit = depth > DEEPEST_BLOCK ? `${DEEPEST_BLOCK} levels` : `${MOST_BLOCKS} mappings`
    at(this.position, construct || 'role', () => fault(`more than ${limit}, with what its aliases stand for`))
  }

  get position(): SourcePosition {
    return this.#positionOf(this.#map)
  }

  get keys(): string[] {
    return this.#map.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key)))
  }

  /** Whether the key is there, with something or nothing after it. */
  has(key: string): boolean {
    return this.#map.has(key)
  }

  isPublic(key: string): boolean {
    return this.#valueOf(key)?.tag === '!public'
  }

  isMapping(key: string): boolean {
    return isMap(this.#valueOf(key))
  }

  problem(text: string, key?: string): void {
    const node = key === undefined ? this.#map : (this.#valueOf(key) ?? this.#map)
    this.#file.problems.add(this.#positionOf(node), text)
  }

  /** A scalar as it is written: every value of a template is text. */
  text(key: string): TextField | undefined {
    const node = this.#valueOf(key)
    if (node === undefined) return undefined
    const construct = this.#constructOf(key)
    if (!isScalar(node)) {
      this.problem(`${construct}: a text is expected`, key)
      return undefined
    }
    return { text: String(node.value ?? ''), position: this.#positionOf(node), construct }
  }

  block(key: string): YamlBlock | undefined {
    const node = this.#valueOf(key)
    if (node === undefined || isEmpty(node)) return undefined
    if (isMap(node)) return new YamlBlock(this.#file, node, this.#constructOf(key), this.#depth + 1)
    this.problem(`${this.#constructOf(key)}: a mapping is expected`, key)
    return undefined
  }

  /** @param construct what the constructs of the items begin with */
  blocks(key: string, construct = this.#constructOf(key)): YamlBlock[] | undefined {
    return this.#items(key)?.flatMap((node) => {
      if (isMap(node)) return [new YamlBlock(this.#file, node, construct, this.#depth + 1)]
      this.#file.problems.add(this.#positionOf(node), `${this.#constructOf(key)}: a mapping is expected`)
      return []
    })
  }

  texts(key: string): string[] | undefined {
    return this.#items(key)?.flatMap((node) => {
      if (isScalar(node)) return [String(node.value ?? '')]
      this.#file.problems.add(this.#positionOf(node), `${this.#constructOf(key)}: a text is expected`)
      return []
    })
  }

  /** As Go's YAML reads a boolean; a quoted one is a text, and a problem. */
  boolean(key: string): boolean | undefined {
    const node = this.#valueOf(key)
    if (node === undefined || isEmpty(node)) return undefined
    const written = isScalar(node) && node.type === 'PLAIN' ? String(node.value) : ''
    if (/^([yY]|yes|Yes|YES|on|On|ON|true|True|TRUE)$/.test(written)) return true
    if (/^([nN]|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(written)) return false
    const got = isScalar(node) ? asWritten(node) : isMap(node) ? 'a mapping' : 'a list'
    this.problem(`${this.#constructOf(key)}: expected true or false, without quotes, got ${got}`, key)
    return undefined
  }

  /** Notes every key that is not one of these. */
  allowOnly(keys: readonly string[], what: string): void {
    for (const key of this.keys) {
      if (!keys.includes(key)) this.problem(`${what}: ${key} is not supported`, key)
    }
  }

  #items(key: string): Node[] | undefined {
    const node = this.#valueOf(key)
    if (node === undefined || isEmpty(node)) return undefined
    if (isSeq<Node>(node)) return node.items.map((item) => this.#resolve(item))
    this.problem(`${this.#constructOf(key)}: a list is expected`, key)
    return undefined
  }

  #valueOf(key: string): Node | undefined {
    const value = this.#map.get(key, true) as Node | null | undefined
    return value === null || value === undefined ? undefined : this.#resolve(value)
  }

  #resolve(node: Node): Node {
    return isAlias(node) ? (node.resolve(this.#file.document) ?? node) : node
  }

  #constructOf(key: string): string {
    return this.#construct === '' ? key : `${this.#construct}.${key}`
  }

  #positionOf(node: Node): SourcePosition {
    return { file: this.#file.file, line: this.#file.lines.linePos(node.range?.[0] ?? 0).line }
  }
}

function asWritten({ type, value }: Scalar): string {
  return type === 'PLAIN' ? String(value) : JSON.stringify(value)
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.type === 'PLAIN' && ['', '~', 'null'].includes(String(node.value ?? ''))
}
