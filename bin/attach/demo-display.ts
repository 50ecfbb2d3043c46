import picocolors from 'picocolors'
import type { RecordedRecord } from '../../attach/index.js'
import type { ReceivedRecord } from '../../broker/index.js'
import { type DecodedRecord, decodeRecord, summarize } from '../../records/index.js'
import type { Output } from '../output.js'
import { type DelayFigures, delayFigures, delayText } from './delays.js'

const LEGACY_WIDTH = 'env_leave_state.CONFIGURED'.length
const CONTENT_WIDTH = 'CONFIGURED 123  PHYSICS ITS TPC'.length

const DELAY_WIDTH = '100.0 ms'.length
const RECORD_WIDTH = '         → '.length + LEGACY_WIDTH + 1 + CONTENT_WIDTH + 1

/** Both streams as they come: the events of the recording, and under each the legacy records that it made, with their delays. */
export class AttachDemoDisplay {
  readonly #out: Output
  readonly #prefix: string
  readonly #firstMs: number
  /** The legacy records of the recording that are still to come, by topic and environment. */
  readonly #recorded = new Map<string, DecodedRecord[]>()
  readonly #environments = new Set<string>()
  /** When the event of a time stamp was on the broker; performance.now() */
  readonly #sentMs = new Map<string, number>()
  readonly #ours: number[] = []
  readonly #theirs: number[] = []
  readonly expected: number
  /** Of the same topic and place, records that say something else. */
  different = 0

  constructor(out: Output, prefix: string, recording: readonly RecordedRecord[]) {
    this.#out = out
    this.#prefix = prefix
    this.#firstMs = recording[0]?.timestampMs ?? 0
    const legacy = recording.filter(({ topic }) => isLegacy(topic))
    this.expected = legacy.length
    for (const each of legacy) {
      const decoded = decodeRecord({ ...each, partition: 0, offset: 0 })
      const place = placeOf(decoded)
      this.#recorded.set(place, [...(this.#recorded.get(place) ?? []), decoded])
      this.#environments.add(environmentOf(decoded))
    }
    this.#environments.delete('')
  }

  get received(): number {
    return this.#ours.length
  }

  header(): void {
    const left = '   TIME  EVENT OF THE CORE, → LEGACY RECORD, AND HOW LONG IT TOOK'
    const right = `${'ATTACH'.padStart(DELAY_WIDTH)}  ${'GO'.padStart(DELAY_WIDTH)}`
    this.#out.print(this.#out.colors.bold(`${left.padEnd(RECORD_WIDTH)}${right}`))
  }

  /** The broker has acknowledged an event. */
  sent(record: RecordedRecord): void {
    const decoded = decodeRecord({ ...record, partition: 0, offset: 0 })
    if (decoded.content.kind !== 'message' || decoded.content.type !== 'events.Event') return
    const { timestamp = '0' } = decoded.content.message
    this.#sentMs.set(timestamp, performance.now())
    const { colors } = this.#out
    const time = `${((record.timestampMs - this.#firstMs) / 1000).toFixed(3).padStart(7)}`
    const text = summarize(decoded.content, { colors, narrow: true })
    this.#out.print(
      `${colors.dim(time)}  ${colors.dim(record.topic.replace('aliecs.', '').padEnd(11))} ${text}`,
    )
  }

  /** A legacy record of ours can be read. */
  arrived(record: ReceivedRecord): void {
    const topic = record.topic.slice(this.#prefix.length)
    const nowMs = performance.now()
    const decoded = decodeRecord({ ...record, topic })
    const recorded = this.#recorded.get(placeOf(decoded))?.shift()
    const timestamp = timestampOf(decoded)
    const ours = nowMs - (this.#sentMs.get(timestamp) ?? nowMs)
    this.#ours.push(ours)
    const go = recorded && recorded.timestampMs - Number(timestampOf(recorded))
    if (go !== undefined) this.#theirs.push(go)
    const { colors } = this.#out
    const style = { colors: plain, narrow: true }
    const content = summarize(decoded.content, style)
    // With several environments the lists of the Go plugin are a second late, and say so.
    const isComparable = !topic.startsWith('aliecs.env_list') || this.#environments.size === 1
    if (isComparable && recorded && summarize(recorded.content, style) !== content) this.different += 1
    const name = topic.replace('aliecs.', '').padEnd(LEGACY_WIDTH)
    const delays = `${colors.green(delayText(ours).padStart(DELAY_WIDTH))}  ${colors.yellow(delayText(go).padStart(DELAY_WIDTH))}`
    this.#out.print(`${' '.repeat(9)}→ ${colors.bold(name)} ${content.padEnd(CONTENT_WIDTH)} ${delays}`)
  }

  /** Legacy records of the recording that did not come. */
  get missing(): number {
    return [...this.#recorded.values()].reduce((sum, records) => sum + records.length, 0)
  }

  figures(): { ours: DelayFigures | undefined; theirs: DelayFigures | undefined } {
    return { ours: delayFigures(this.#ours), theirs: delayFigures(this.#theirs) }
  }
}

export function isLegacy(topic: string): boolean {
  return /^aliecs\.(env_|before_start_activity|start_activity|after_start_activity)/.test(topic)
}

const plain = picocolors.createColors(false)

function timestampOf({ content }: DecodedRecord): string {
  return content.kind === 'message' ? (content.message.timestamp ?? '0') : '0'
}

function environmentOf({ content }: DecodedRecord): string {
  if (content.kind !== 'message' || content.type !== 'kafka.NewStateNotification') return ''
  return content.message.envInfo?.environmentId ?? ''
}

const placeOf = (record: DecodedRecord): string => `${record.topic} ${environmentOf(record)}`
