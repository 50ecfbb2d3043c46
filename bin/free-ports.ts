import { once } from 'node:events'
import { createServer } from 'node:net'
import { AliecsError, messageOf } from '../errors.js'
import type { LoadedSettings, SettingKey } from '../settings/index.js'

const INTERFACES = [
  ['controlPort', 'grpcBindAddress'],
  ['apricotPort', 'grpcBindAddress'],
  ['pagePort', 'pageBindAddress'],
] as const satisfies (readonly [SettingKey, SettingKey])[]
type PortKey = (typeof INTERFACES)[number][0]

/**
 * Whether a daemon will be able to listen, before it has told anybody of itself: a second one, started by mistake, would tell the
 * consumers that no run is on.
 *
 * @throws AliecsError LISTEN, a line per port
 */
export async function checkPorts(
  { settings, origins }: LoadedSettings,
  meant: readonly PortKey[] = INTERFACES.map(([key]) => key),
): Promise<void> {
  const problems: string[] = []
  for (const [portKey, hostKey] of INTERFACES) {
    if (!meant.includes(portKey)) continue
    const [port, host] = [settings[portKey], settings[hostKey]]
    const problem = await findProblem(host, port)
    if (problem === null) continue
    const origin = (key: SettingKey): string => `${key}, ${origins.get(key) ?? 'default'}`
    problems.push(`cannot listen on ${host}:${port} (${origin(hostKey)}; ${origin(portKey)}): ${problem}`)
  }
  if (problems.length > 0) throw new AliecsError('LISTEN', problems.join('\n'))
}

async function findProblem(host: string, port: number): Promise<string | null> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen({ port, host, exclusive: true })
    await listening
    return null
  } catch (error) {
    return reasonOf(error)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return 'the port is in use'
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address'
    case 'ENOTFOUND':
      return 'no such host'
    case 'EACCES':
      return 'not allowed'
    default:
      return messageOf(error)
  }
}
