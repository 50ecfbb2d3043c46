import { readFileSync } from 'node:fs'
import { type CallOptions, type ControlClient, connectControl } from '../../control-api/client.js'
import { AliecsError } from '../../errors.js'
import { fileReason } from '../../file-errors.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'
import { type CoreOptions, coreAddress } from './core-options.js'

/** A core that a command talks to, for as long as the command runs. */
export interface CoreConnection {
  client: ControlClient
  /** For each call: the command's own limit, and Ctrl-C. */
  limits: CallOptions & { signal: AbortSignal }
}

/**
 * Talks to the core that the options name.
 *
 * @throws UsageError; AliecsError CORE_UNREACHABLE, CORE_TIMEOUT, CORE_REFUSED; the signal's reason after Ctrl-C
 */
export async function withCore<T>(
  options: CoreOptions,
  context: Pick<CommandContext, 'env' | 'interruption'>,
  work: (core: CoreConnection) => Promise<T>,
): Promise<T> {
  const { signal } = context.interruption
  const address = coreAddress(options, context)
  const client = connectControl(address, options.tls === undefined ? {} : { tls: authority(options.tls) })
  try {
    return await work({ client, limits: { timeoutMs: options.timeout * 1000, signal } })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AliecsError) || error.code !== 'CORE_UNREACHABLE') throw error
    const advice = 'start one with: aliecs-kafka core --config file://settings.yaml; another address: --core'
    throw new AliecsError(error.code, `${error.message}; ${advice}`, { cause: error })
  } finally {
    client.close()
  }
}

function authority(tls: string | true): true | { authority: Buffer } {
  if (tls === true) return true
  try {
    return { authority: readFileSync(tls) }
  } catch (error) {
    throw new UsageError(`--tls: cannot read ${tls}: ${fileReason(error)}`)
  }
}
