import events from '#generated/protos/events_pb.js'

/** An event that is ready but for its time stamps, which it gets where it is written. */
export interface CoreEvent {
  topic: string
  /** Null for events that need no order among themselves. */
  key: string | null
  /** Whose events it must be in order with; empty for those of the core as a whole. */
  environmentId: string
  /** When it happened, in ms since the Unix epoch. */
  timestampMs: number
  /** Its payload is set. */
  message: events.Event
}

/** How far an operation has come: STARTED, ONGOING, DONE_OK… */
export const { OpStatus } = events
export type OpStatus = events.OpStatusMap[keyof events.OpStatusMap]
