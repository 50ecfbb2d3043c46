import type { Event__Output } from '#generated/grpc/events/Event.js'
import type { SubscribeRequest__Output } from '#generated/grpc/o2control/SubscribeRequest.js'
import { AliecsError } from '../../errors.js'
import type { CallContext } from '../service.js'
import type { ControlDependencies } from './dependencies.js'

/** What happens to one environment from now on; ends when it is gone. */
export async function* subscribe(
  { id }: SubscribeRequest__Output,
  { signal }: CallContext,
  { streams }: ControlDependencies,
): AsyncGenerator<Event__Output> {
  if (id === '') throw new AliecsError('REQUEST_INVALID', 'id: none given')
  yield* streams.open(id, signal)
}
