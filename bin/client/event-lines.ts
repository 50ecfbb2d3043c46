import type { Event__Output } from '#generated/grpc/events/Event.js'
import { CONTROL } from '../../control-api/definitions.js'
import { decodeRecord, RecordLines, wideColumns } from '../../records/index.js'
import type { Output } from '../output.js'
import { StateChanges } from './state-changes.js'

/** Where the core writes what it also streams. */
const TOPICS: Partial<Record<NonNullable<Event__Output['Payload']>, string>> = {
  environmentEvent: 'aliecs.environment',
  runEvent: 'aliecs.run',
  callEvent: 'aliecs.call',
  roleEvent: 'aliecs.role',
  taskEvent: 'aliecs.task',
}

/**
 * Events of a stream, as `consume` shows those that come from Kafka. A role or task is printed when its status or state
 * changes: the Go core also sends unchanged ones, hundreds within seconds.
 */
export class EventLines {
  readonly #out: Output
  readonly #lines: RecordLines
  readonly #changes = new StateChanges()

  constructor(out: Output) {
    const { columns = Number.POSITIVE_INFINITY, colors } = out
    const wide = wideColumns({ withEvents: true })
    const topics = Object.values(TOPICS)
    this.#out = out
    this.#lines = new RecordLines({
      colors,
      narrow: columns < wide,
      withEvents: true,
      withDate: false,
      topics,
    })
  }

  print(event: Event__Output): void {
    const topic = event.Payload === undefined ? undefined : TOPICS[event.Payload]
    if (topic === undefined || !this.#changes.isNews(event)) return
    const value = CONTROL.definition['Subscribe']?.responseSerialize(event) ?? null
    const timestampMs = Number(event.timestamp)
    const record = { topic, partition: 0, offset: 0, key: environmentIdOf(event), value, timestampMs }
    this.#out.print(this.#lines.line(decodeRecord(record)))
  }
}

function environmentIdOf(event: Event__Output): string | null {
  const payload =
    event.environmentEvent ?? event.runEvent ?? event.callEvent ?? event.roleEvent ?? event.taskEvent
  return payload?.environmentId ?? null
}
