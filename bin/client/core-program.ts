import { CORE_TRAILER } from '../../control-api/trailers.js'
import type { CoreConnection } from './core-connection.js'

/** Whether the core is one of this project; a core that does not answer this, or names no program, is not. */
export async function isOwnCore({ client, limits }: CoreConnection): Promise<boolean> {
  let program = ''
  const onTrailers: CoreConnection['limits']['onTrailers'] = (trailers) => {
    program = trailers.get(CORE_TRAILER).join()
  }
  try {
    await client.call('GetFrameworkInfo', {}, { ...limits, onTrailers })
  } catch {
    limits.signal.throwIfAborted() // the request that follows reports every other failure
  }
  return program.startsWith('aliecs-kafka/')
}
