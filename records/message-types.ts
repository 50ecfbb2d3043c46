import type { EventJson } from './event-json.js'
import { decodeEvent } from './event-messages.js'
import {
  type ActiveRunsListJson,
  decodeActiveRunsList,
  decodeNewStateNotification,
  type NewStateNotificationJson,
} from './legacy-messages.js'
import { splitTopic } from './topic-name.js'

/** A decoded value: the name of its message type, as in the `.proto` files, and the message in protobuf's JSON mapping. */
export type DecodedMessage =
  | { type: 'kafka.NewStateNotification'; message: NewStateNotificationJson }
  | { type: 'kafka.ActiveRunsList'; message: ActiveRunsListJson }
  | { type: 'events.Event'; message: EventJson }

/** @throws Error when the bytes are no such message */
export type DecodeMessage = (value: Uint8Array) => DecodedMessage

/** Topics without their prefix. */
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

/** Returns the decoder of a topic's values, whatever its prefix; undefined for a topic of unknown type. */
export function findDecoder(topic: string): DecodeMessage | undefined {
  const { name } = splitTopic(topic)
  return TYPES.find(({ topics }) => topics.test(name))?.decode
}
