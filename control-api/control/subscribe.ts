import type { Event__Output } from '#generated/grpc/events/Event.js'
import type { SubscribeRequest__Output } from '#generated/grpc/o2control/SubscribeRequest.js'
import { AliecsError } from '../../errors.js'
import { quoted } from '../../excerpt.js'
import type { CallContext } from '../service.js'
import type { ControlDependencies } from './dependencies.js'

/** Length of a stream id, in characters. */
const LONGEST_ID = 256

/** What happens to one environment from now on; ends when it is gone. */
export async function* subscribe(
  { id }: SubscribeRequest__Output,
  { signal, peer }: CallContext,
  { streams }: ControlDependencies,
): AsyncGenerator<Event__Output> {
  if (id === '') throw new AliecsError('REQUEST_INVALID', 'id: none given')
  checkStreamId(id)
  yield* streams.open(id, signal, peer)
}

/** @throws AliecsError REQUEST_INVALID */
export function checkStreamId(id: string): void {
  if (id.length <= LONGEST_ID) return
  throw new AliecsError('REQUEST_INVALID', `id: expected at most ${LONGEST_ID} characters, got ${quoted(id)}`)
}
