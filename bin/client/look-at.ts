import { printable } from '../../records/printable.js'
import type { CoreConnection } from './core-connection.js'

/** Of one look; the next one is soon. */
const LOOK_TIMEOUT_MS = 2000

/** The state of an environment, and the transition under way. */
export async function lookAt({ client }: CoreConnection, id: string, signal: AbortSignal): Promise<string> {
  const limits = { timeoutMs: LOOK_TIMEOUT_MS, signal }
  const { environment } = await client.call('GetEnvironment', { id }, limits)
  return environment === null ? '' : progressText(environment)
}

/** That of the one that is new and has these variables; what is known of it is the request only. */
export async function lookForNew(
  { client }: CoreConnection,
  { before, vars }: { before: ReadonlySet<string>; vars: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<string> {
  const limits = { timeoutMs: LOOK_TIMEOUT_MS, signal }
  const { environments } = await client.call('GetEnvironments', { showAll: true }, limits)
  const candidates = environments.filter(
    ({ id, userVars }) =>
      !before.has(id) && Object.entries(vars).every(([name, value]) => userVars[name] === value),
  )
  const [only] = candidates
  return only === undefined || candidates.length > 1 ? 'loading' : progressText(only)
}

function progressText(environment: { id: string; state: string; currentTransition: string }): string {
  const { id, state, currentTransition } = environment
  return printable([id, state, currentTransition].filter((part) => part !== '').join('  '))
}
