import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { AliecsError } from '../../errors.js'
import type { CoreConnection } from './core-connection.js'

/** What is shorter is no abbreviation of an id. */
const MIN_PREFIX = 3

/**
 * The environment with this id, or the only one whose id begins so.
 *
 * @throws AliecsError ENVIRONMENT_UNKNOWN, with those that exist
 */
export async function findEnvironment(
  { client, limits }: CoreConnection,
  id: string,
): Promise<EnvironmentInfo__Output> {
  const { environments } = await client.call('GetEnvironments', { showAll: true }, limits)
  const exact = environments.find((environment) => environment.id === id)
  if (exact !== undefined) return exact
  const similar =
    id.length < MIN_PREFIX ? [] : environments.filter((environment) => environment.id.startsWith(id))
  const [only] = similar
  if (only !== undefined && similar.length === 1) return only
  if (similar.length > 1) {
    throw new AliecsError('ENVIRONMENT_UNKNOWN', `${id} is short for several: ${listed(similar)}`)
  }
  const others = environments.length === 0 ? 'there is none' : `there are ${listed(environments)}`
  throw new AliecsError('ENVIRONMENT_UNKNOWN', `no environment ${id} at ${client.address}; ${others}`)
}

function listed(environments: readonly EnvironmentInfo__Output[]): string {
  return environments.map(({ id, state }) => `${id} (${state})`).join(', ')
}
