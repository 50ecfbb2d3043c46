export { type DecodedRecord, decodeRecord, type RawRecord, type RecordContent } from './decode.js'
export type {
  CallEventJson,
  EnvironmentEventJson,
  EventJson,
  IntegratedServiceEventJson,
  RoleEventJson,
  RunEventJson,
  TaskEventJson,
} from './event-json.js'
export { type RecordJson, toRecordJson } from './json-line.js'
export type { ActiveRunsListJson, EnvInfoJson, NewStateNotificationJson } from './legacy-messages.js'
export { type DecodedMessage, findDecoder } from './message-types.js'
export { printable } from './printable.js'
export { isAbout, type RecordFilter, type Subject, subjectsOf } from './record-filter.js'
export {
  type LineStyle,
  LONGEST_TOPIC,
  RecordLines,
  WIDE_EVENT_COLUMNS,
  wideColumns,
} from './record-lines.js'
export { summarize } from './summary.js'
export { stateColor } from './summary-style.js'
export { splitTopic, type TopicName } from './topic-name.js'
