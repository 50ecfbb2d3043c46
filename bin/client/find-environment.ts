import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { AliecsError } from '../../errors.js'
import type { CoreConnection } from './core-connection.js'

/** What is shorter is no abbreviation of an id. */
const MIN_PREFIX = 3
const ID_LENGTH = 11

/**
 * The environment with this id, or the only one whose id begins so.
 *
 * @throws AliecsError ENVIRONMENT_UNKNOWN, with those that exist
 */
export async function findEnvironment(core: CoreConnection, id: string): Promise<EnvironmentInfo__Output> {
  const { client, limits } = core
  const { environments } = await client.call('GetEnvironments', { showAll: true }, limits)
  const exact = environments.find((environment) => environment.id === id)
  if (exact !== undefined) return exact
  const similar = environments.filter((environment) => environment.id.startsWith(id))
  const [only] = similar
  if (id.length < MIN_PREFIX && only !== undefined) {
    const text = `${id} is too short for an id: expected ${MIN_PREFIX} characters or more of ${listed(similar)}`
    throw new AliecsError('ENVIRONMENT_UNKNOWN', text)
  }
  if (only !== undefined && similar.length === 1) return only
  if (similar.length > 1) {
    throw new AliecsError('ENVIRONMENT_UNKNOWN', `${id} is short for several: ${listed(similar)}`)
  }
  const pending = id.length === ID_LENGTH ? await findPending(core, id) : null
  if (pending !== null) return pending
  const others = environments.length === 0 ? 'there is none' : `there are ${listed(environments)}`
  throw new AliecsError('ENVIRONMENT_UNKNOWN', `no environment ${id} at ${client.address}; ${others}`)
}

/** One that is still being made is in no list. */
async function findPending(
  { client, limits }: CoreConnection,
  id: string,
): Promise<EnvironmentInfo__Output | null> {
  try {
    return (await client.call('GetEnvironment', { id }, limits)).environment
  } catch (error) {
    if (error instanceof AliecsError && error.code === 'CORE_REFUSED') return null
    throw error
  }
}

function listed(environments: readonly EnvironmentInfo__Output[]): string {
  return environments.map(({ id, state }) => `${id} (${state})`).join(', ')
}
