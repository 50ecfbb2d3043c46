import { type CheckTopicsOptions, checkTopics } from '../../attach/index.js'
import { AliecsError } from '../../errors.js'
import type { CommandContext } from '../context.js'
import { EXIT_FAILED, EXIT_OK, UsageError } from '../failure.js'
import { CHECK_DEFAULTS, type CheckFlags } from './check-options.js'
import { checkReportJson, checkReportText, isEqual } from './check-report.js'

/** What is younger may still be on its way. */
const SETTLING_MS = 10_000

export interface RunCheckOptions
  extends CheckFlags,
    Pick<
      CheckTopicsOptions,
      'brokers' | 'client' | 'prefix' | 'sourcePrefix' | 'gate' | 'gateDefault' | 'sinceMs' | 'logger'
    > {}

/**
 * @returns 0 where all is as the events say, 1 where something is not
 * @throws UsageError where nothing could be compared: 1 says that it was, and that there are differences
 */
export async function runCheck(
  { until, toleranceMs, strict, lines, json, check: _, ...where }: RunCheckOptions,
  { out, err, interruption }: Pick<CommandContext, 'out' | 'err' | 'interruption'>,
): Promise<number> {
  const now = Date.now()
  const untilMs = Math.min(until ?? now - SETTLING_MS, now)
  if (where.sinceMs !== null && where.sinceMs > untilMs) {
    const to = until === undefined ? `${new Date(untilMs).toISOString()}, ten seconds ago` : '--until'
    throw new UsageError(`--since ${new Date(where.sinceMs).toISOString()}: expected a time before ${to}`)
  }
  const report = await checkTopics({
    ...where,
    untilMs,
    toleranceMs: toleranceMs ?? CHECK_DEFAULTS.toleranceMs,
    strictLists: strict === true,
    signal: interruption.signal,
    onProgress: (text) => err.status?.(text),
  }).catch((error: unknown) => {
    if (!(error instanceof AliecsError)) throw error
    const isDown = error.code === 'KFK_BROKER_DOWN'
    const message = isDown ? `no broker of ${where.brokers} can be reached: ${error.message}` : error.message
    throw new UsageError(message, { cause: error })
  })
  err.status?.('')
  const style = { colors: out.colors, lines: lines ?? CHECK_DEFAULTS.lines }
  out.print(json === true ? checkReportJson(report) : checkReportText(report, style))
  return isEqual(report) ? EXIT_OK : EXIT_FAILED
}
