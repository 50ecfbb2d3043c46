import type { EventJson } from './event-json.js'
import { decodeEvent } from './event-messages.js'
import {
  type ActiveRunsListJson,
  decodeActiveRunsList,
  decodeNewStateNotification,
  type NewStateNotificationJson,
} from './legacy-messages.js'

/** A decoded value: the name of its message type, as in the `.proto` files, and the message in protobuf's JSON mapping. */
export type DecodedMessage =
  | { type: 'kafka.NewStateNotification'; message: NewStateNotificationJson }
  | { type: 'kafka.ActiveRunsList'; message: ActiveRunsListJson }
  | { type: 'events.Event'; message: EventJson }

/** @throws Error when the bytes are no such message */
export type DecodeMessage = (value: Uint8Array) => DecodedMessage

const TYPES: readonly { topics: RegExp; decode: DecodeMessage }[] = [
  {
    topics: /^aliecs\.(env_state|env_leave_state)\.[^.]+$|^aliecs\.((before|after)_)?start_activity$/,
    decode: (value) => ({ type: 'kafka.NewStateNotification', message: decodeNewStateNotification(value) }),
  },
  {
    topics: /^aliecs\.env_list\.[^.]+$/,
    decode: (value) => ({ type: 'kafka.ActiveRunsList', message: decodeActiveRunsList(value) }),
  },
  {
    topics: /^aliecs\.(core|environment|run|call|role|task|integrated_service\.[^.]+)$/,
    decode: (value) => ({ type: 'events.Event', message: decodeEvent(value) }),
  },
]

/** How to read the values of a topic; undefined for topics that are not known. */
export function findDecoder(topic: string): DecodeMessage | undefined {
  return TYPES.find(({ topics }) => topics.test(topic))?.decode
}
