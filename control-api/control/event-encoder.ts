import type { Event__Output } from '#generated/grpc/events/Event.js'
import { type CoreEvent, NanoClock } from '../../events/index.js'
import { EVENT } from '../definitions.js'

/** The core's events, stamped, as gRPC wants them. */
export class EventEncoder {
  readonly #clock = new NanoClock()

  encode({ environmentId, timestampMs, message }: CoreEvent): Event__Output {
    const { ms, ns } = this.#clock.stamp(environmentId, timestampMs)
    message.setTimestamp(ms)
    message.setTimestampnano(ns)
    return EVENT.deserialize(Buffer.from(message.serializeBinary()))
  }
}
