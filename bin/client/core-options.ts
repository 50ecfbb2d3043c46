import { type Command, InvalidArgumentError } from 'commander'
import { parseEndpoint } from '../../settings/endpoints.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'

/** Where a core serves when nobody says otherwise: `controlPort`. */
const DEFAULT_CORE = '127.0.0.1:32102'
const DEFAULT_TIMEOUT_S = 120
const MAX_TIMEOUT_S = 3600

export interface CoreOptions {
  core?: string
  /** A file with the PEM of an authority; `true` for those that the machine trusts. */
  tls?: string | true
  /** Seconds. */
  timeout: number
  json?: boolean
}

/** For commands that ask a core. */
export function withCoreOptions(command: Command): Command {
  return command
    .option(
      '--core <host:port>',
      `gRPC address of the core; without it, ALIECS_CORE, and without that, ${DEFAULT_CORE}`,
    )
    .option(
      '--tls [authority.pem]',
      'the core has a certificate: of this authority, or of one that the machine trusts',
    )
    .option('--timeout <seconds>', 'how long to wait for an answer', timeoutSeconds, DEFAULT_TIMEOUT_S)
    .option('--json', 'one JSON document, with the names of the gRPC messages')
}

/** @throws UsageError for what is no `host:port` */
export function coreAddress({ core }: CoreOptions, { env }: Pick<CommandContext, 'env'>): string {
  const named = env['ALIECS_CORE'] ?? ''
  const address = core ?? (named || DEFAULT_CORE)
  const problem = parseEndpoint(address)
  if (typeof problem !== 'string') return address
  const origin = core === undefined ? 'environment ALIECS_CORE' : '--core'
  throw new UsageError(`${origin}: expected host:port, got ${JSON.stringify(address)} (${problem})`)
}

function timeoutSeconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= MAX_TIMEOUT_S) return value
  throw new InvalidArgumentError(`Expected seconds, more than 0 and at most ${MAX_TIMEOUT_S}.`)
}
