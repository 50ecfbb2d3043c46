import events from '#generated/protos/events_pb.js'
import { type CoreEvent, EventWriter } from '../../events/index.js'
import type { PublishRecord } from '../../plugin/host.js'
import { MemoryLogger } from './memory-logger.js'
import { MemoryPublisher } from './memory-publisher.js'

/** What an event writer makes of these. */
export function writtenRecords(written: readonly CoreEvent[]): PublishRecord[] {
  const publisher = new MemoryPublisher()
  const writer = new EventWriter({ publisher, logger: new MemoryLogger() })
  for (const event of written) writer.write(event)
  writer.flush()
  return publisher.take()
}

/** What consumers read of one. */
export function decoded(event: CoreEvent): events.Event.AsObject {
  const [record] = writtenRecords([event])
  return events.Event.deserializeBinary(record?.value ?? new Uint8Array()).toObject()
}
