import type { EnvironmentEvent } from '../../core/index.js'
import { EVENT_TOPICS } from '../../events/index.js'
import {
  decodeRecord,
  type RawRecord,
  RecordLines,
  toRecordJson,
  WIDE_EVENT_COLUMNS,
  wideColumns,
} from '../../records/index.js'
import type { CommandContext } from '../context.js'
import { timestampOf } from './comparison.js'
import { remarkOn } from './remarks.js'
import type { Streams } from './streams.js'
import { Timeline } from './timeline.js'

/** No service is simulated in it. */
const EVENTS_IN_DEMO = EVENT_TOPICS.filter((topic) => !topic.startsWith('aliecs.integrated_service.'))

/** Every record that comes back from the broker, among the steps of the core that it belongs to. */
export class DemoDisplay {
  readonly #out: CommandContext['out']
  readonly #json: boolean
  readonly #streams: Streams
  readonly #lines: RecordLines
  readonly #timeline: Timeline
  #lastRemark = ''

  constructor({ out }: CommandContext, { json, streams }: { json: boolean; streams: Streams }) {
    this.#out = out
    this.#json = json
    this.#streams = streams
    const events = streams === 'events' ? { withEvents: true, topics: EVENTS_IN_DEMO } : {}
    const narrow = (out.columns ?? WIDE_EVENT_COLUMNS) < wideColumns(events)
    this.#lines = new RecordLines({ colors: out.colors, narrow, withDate: false, ...events })
    this.#timeline = new Timeline((text) => out.print(text))
  }

  /** @param page its address, where there is one */
  begin(endpoint: string, page?: string): void {
    if (this.#json) return
    const { bold, dim } = this.#out.colors
    this.#out.print(bold('What an AliECS core publishes to Kafka while environments live and run'))
    this.#out.print('core       simulated tasks, kafka plugin, examples/settings.yaml and demo.yaml')
    this.#out.print(`broker     ${endpoint}, inside this process`)
    this.#out.print(
      this.#streams === 'events'
        ? "below      the core's own events, as a consumer reads them back"
        : 'below      what the core does (▸), and each record as a consumer reads it back',
    )
    if (page !== undefined) this.#out.print(`page       ${bold(page)}`)
    this.#out.print(dim(`meanwhile  aliecs-kafka topics --brokers ${endpoint}`))
    this.#out.print(`\n${this.#lines.header()}`)
  }

  record(record: RawRecord): void {
    const decoded = { ...decodeRecord(record), timestampMs: timestampOf(record) }
    const text = this.#json ? JSON.stringify(toRecordJson(decodeRecord(record))) : this.#lines.line(decoded)
    this.#timeline.add(decoded.timestampMs, rankOf(record.topic), text)
  }

  event(event: EnvironmentEvent): void {
    // The core's own events need none: they say it themselves.
    const remark = this.#json || this.#streams === 'events' ? null : remarkOn(event)
    const { timestampMs, environmentId } = event
    if (remark === null || `${environmentId} ${remark}` === this.#lastRemark) return
    this.#lastRemark = `${environmentId} ${remark}`
    const text = this.#lines.remark(timestampMs, environmentId, `▸ ${remark}`)
    this.#timeline.add(timestampMs, 0, text)
  }

  end(): void {
    this.#timeline.end()
  }
}

/** Of what happens in one millisecond: what the core does, what is left, what is entered, the list. */
function rankOf(topic: string): number {
  if (topic.startsWith('aliecs.env_list.')) return 4
  if (topic.startsWith('aliecs.env_state.')) return 3
  return topic.startsWith('aliecs.env_leave_state.') ? 2 : 1
}
