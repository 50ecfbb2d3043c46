import protobuf from 'google-protobuf'
import kafka from '#generated/kafka_pb.js'
import type { EnvInfo } from './env-info.js'

/**
 * EnvInfo and lists → the bytes on the wire. Source of the schema: proto/kafka.proto.
 */

const ACTIVE_RUNS_FIELD = 1
const TIMESTAMP_FIELD = 2

/** @param timestampMs ms since the Unix epoch */
export function encodeNewStateNotification(envInfo: EnvInfo, timestampMs: number): Uint8Array {
  const message = new kafka.NewStateNotification()
  message.setEnvinfo(toMessage(envInfo))
  message.setTimestamp(timestampMs.toString())
  return message.serializeBinary()
}

/** One entry of a list, tag and length included: detectors sorted by their UTF-8 bytes, as the Go plugin does. */
export function encodeListEntry(envInfo: EnvInfo): Uint8Array {
  const message = toMessage({ ...envInfo, detectors: [...envInfo.detectors].sort(compareUtf8) })
  const writer = new protobuf.BinaryWriter()
  writer.writeBytes(ACTIVE_RUNS_FIELD, message.serializeBinary())
  return writer.getResultBuffer()
}

/**
 * An ActiveRunsList from entries that are encoded already: one after the other they are its bytes.
 *
 * @param entries each from `encodeListEntry`, in list order
 * @param timestampMs ms since the Unix epoch
 */
export function encodeActiveRunsList(entries: readonly Uint8Array[], timestampMs: number): Uint8Array {
  const writer = new protobuf.BinaryWriter()
  if (timestampMs !== 0) writer.writeUint64String(TIMESTAMP_FIELD, timestampMs.toString())
  return Buffer.concat([...entries, writer.getResultBuffer()])
}

/** The order of Go's string comparison; JavaScript's own compares UTF-16 units. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function toMessage(envInfo: EnvInfo): InstanceType<typeof kafka.EnvInfo> {
  const message = new kafka.EnvInfo()
  message.setEnvironmentid(envInfo.environmentId)
  if (envInfo.runNumber !== undefined) message.setRunnumber(envInfo.runNumber)
  if (envInfo.runType !== undefined) message.setRuntype(envInfo.runType)
  message.setState(envInfo.state)
  message.setDetectorsList([...envInfo.detectors])
  message.setEnterstatetimestamp(envInfo.enterStateTimestamp)
  return message
}
