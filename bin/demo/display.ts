import type { EnvironmentEvent } from '../../core/index.js'
import { decodeRecord, type RawRecord, RecordLines, toRecordJson, WIDE_COLUMNS } from '../../records/index.js'
import type { CommandContext } from '../context.js'
import { timestampOf } from './comparison.js'
import { remarkOn } from './remarks.js'
import { Timeline } from './timeline.js'

/** Every record that comes back from the broker, among the steps of the core that it belongs to. */
export class DemoDisplay {
  readonly #out: CommandContext['out']
  readonly #json: boolean
  readonly #lines: RecordLines
  readonly #timeline: Timeline

  constructor({ out }: CommandContext, { json }: { json: boolean }) {
    this.#out = out
    this.#json = json
    const narrow = (out.columns ?? WIDE_COLUMNS) < WIDE_COLUMNS
    this.#lines = new RecordLines({ colors: out.colors, narrow, withDate: false })
    this.#timeline = new Timeline((text) => out.print(text))
  }

  begin(endpoint: string): void {
    if (this.#json) return
    const { bold, dim } = this.#out.colors
    this.#out.print(bold('What an AliECS core publishes to Kafka while environments live and run'))
    this.#out.print('core       simulated tasks, kafka plugin, examples/settings.yaml and demo.yaml')
    this.#out.print(`broker     ${endpoint}, inside this process`)
    this.#out.print('below      what the core does (▸), and each record as a consumer reads it back')
    this.#out.print(dim(`meanwhile  npx aliecs-kafka topics --brokers ${endpoint}`))
    this.#out.print(`\n${this.#lines.header()}`)
  }

  record(record: RawRecord): void {
    const decoded = { ...decodeRecord(record), timestampMs: timestampOf(record) }
    const text = this.#json ? JSON.stringify(toRecordJson(decodeRecord(record))) : this.#lines.line(decoded)
    this.#timeline.add(decoded.timestampMs, rankOf(record.topic), text)
  }

  event(event: EnvironmentEvent): void {
    const remark = this.#json ? null : remarkOn(event)
    if (remark === null) return
    const text = this.#lines.remark(event.timestampMs, event.environmentId, `▸ ${remark}`)
    this.#timeline.add(event.timestampMs, 0, text)
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
