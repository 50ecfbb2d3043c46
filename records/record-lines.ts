import type { Colors } from 'picocolors/types.js'
import type { DecodedRecord } from './decode.js'
import { printable } from './printable.js'
import { summarize } from './summary.js'
import { splitTopic } from './topic-name.js'

/** Longest of the topics that are known by name. */
export const LONGEST_TOPIC = 'aliecs.env_leave_state.CONFIGURED'
const LONGEST_KEY = 'env_list.RUNNING'
const ID_LENGTH = 11
const NAMESPACE = 'aliecs.'

/** Fewer columns than this, and the lines leave out what can be spared; lines of events are longer. */
const WIDE_COLUMNS = 112
export const WIDE_EVENT_COLUMNS = 160

export function wideColumns({ withEvents = false }: Pick<LineStyle, 'withEvents'>): number {
  return withEvents ? WIDE_EVENT_COLUMNS : WIDE_COLUMNS
}

export interface LineStyle {
  colors: Colors
  /** Times without milliseconds, topics without `aliecs.`, short keys and contents: 80 columns. */
  narrow: boolean
  /** The day beside the time. */
  withDate: boolean
  /** The topics to come, as far as they are known: their column is as wide as the longest. */
  topics?: readonly string[]
  /** Events of the core are among what comes: the header does not name what is in the contents. */
  withEvents?: boolean
}

/** Records as lines of text in aligned columns: time, topic, key, content. Each key keeps a colour of its own. */
export class RecordLines {
  readonly #style: LineStyle
  readonly #topicWidth: number
  readonly #keyColors = new Map<string, (text: string) => string>()

  constructor(style: LineStyle) {
    this.#style = style
    const topics = style.topics ?? [LONGEST_TOPIC]
    this.#topicWidth = Math.max(...topics.map((topic) => this.#shortTopic(topic).length), 'TOPIC'.length)
  }

  header(): string {
    const { colors, narrow, withEvents = false } = this.#style
    const text = this.#join(
      'TIME',
      'TOPIC',
      'KEY',
      narrow && !withEvents ? 'STATE, RUN, TYPE, DETECTORS' : 'CONTENT',
    )
    return colors.bold(text)
  }

  line({ timestampMs, topic, key, content }: DecodedRecord): string {
    const { colors } = this.#style
    const shown = this.#shortTopic(printable(topic)).padEnd(this.#topicWidth)
    const { prefix, name } = splitTopic(shown)
    const dimmed = name.startsWith(NAMESPACE) ? `${prefix}${NAMESPACE}` : ''
    return this.#row(
      colors.dim(this.#time(timestampMs)),
      dimmed === '' ? shown : `${colors.dim(dimmed)}${shown.slice(dimmed.length)}`,
      this.#keyColor(key)(this.#key(key)),
      summarize(content, this.#style),
    )
  }

  /** Something else that happened to what has this key: `text` where a topic would be. */
  remark(timestampMs: number, key: string, text: string): string {
    const { colors } = this.#style
    const label = colors.bold(printable(text).padEnd(this.#topicWidth))
    return this.#row(
      colors.dim(this.#time(timestampMs)),
      label,
      this.#keyColor(key)(this.#key(key).trimEnd()),
    )
  }

  get #gap(): string {
    return this.#style.narrow ? ' ' : '  '
  }

  #join(time: string, topic: string, key: string, content: string): string {
    const timeWidth = this.#time(0).length
    const keyWidth = this.#key(null).length
    return this.#row(time.padEnd(timeWidth), topic.padEnd(this.#topicWidth), key.padEnd(keyWidth), content)
  }

  #row(...cells: string[]): string {
    return cells.join(this.#gap).trimEnd()
  }

  /** In the time zone of whoever reads it. */
  #time(timestampMs: number): string {
    const date = new Date(timestampMs)
    const two = (value: number): string => String(value).padStart(2, '0')
    const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-')
    const ms = String(date.getMilliseconds()).padStart(3, '0')
    const text = `${this.#style.withDate ? `${day} ` : ''}${time}${this.#style.narrow ? '' : `.${ms}`}`
    return timestampMs > 0 ? text : '-'.padEnd(text.length)
  }

  #shortTopic(topic: string): string {
    const { prefix, name } = splitTopic(topic)
    const isShort = this.#style.narrow && name.startsWith(NAMESPACE)
    return isShort ? prefix + name.slice(NAMESPACE.length) : topic
  }

  #key(key: string | null): string {
    const width = this.#style.narrow ? ID_LENGTH : LONGEST_KEY.length
    const text = printable(key ?? '-')
    return (this.#style.narrow && text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width)
  }

  #keyColor(key: string | null): (text: string) => string {
    const { dim, yellow, magenta, cyan, blue } = this.#style.colors
    if (key === null || key === LONGEST_KEY) return dim
    const known = this.#keyColors.get(key)
    if (known !== undefined) return known
    const palette = [yellow, magenta, blue, cyan]
    const color = palette[this.#keyColors.size % palette.length] ?? dim
    if (this.#keyColors.size < 10_000) this.#keyColors.set(key, color)
    return color
  }
}
