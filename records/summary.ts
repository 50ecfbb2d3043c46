import type { RecordContent } from './decode.js'
import { summarizeEvent } from './event-summary.js'
import type { ActiveRunsListJson, EnvInfoJson } from './legacy-messages.js'
import { printable } from './printable.js'
import { runCell, type SummaryStyle, stateCell } from './summary-style.js'

/** So many bytes of an undecodable value are shown in a line of text; JSON has them all. */
const HEX_BYTES = 48
/** Of the run types that are taken every day, the longest; those of calibrations are longer. */
const LONGEST_TYPE = 'TECHNICAL'

/** The content of a record in a line: state, run, run type, detectors; the runs of a list; an event. */
export function summarize(content: RecordContent, style: SummaryStyle): string {
  const { colors } = style
  if (content.kind === 'null') return colors.yellow('NULL: no value')
  if (content.kind === 'undecodable') {
    const bytes = content.value.byteLength
    const hex = Buffer.from(content.value.subarray(0, HEX_BYTES)).toString('hex')
    const more = bytes > HEX_BYTES ? '…' : ''
    return `${colors.red('UNDECODABLE')} ${bytes} bytes: ${hex}${more} (${printable(content.error.message)})`
  }
  if (content.type === 'kafka.ActiveRunsList') return summarizeList(content.message, style)
  if (content.type === 'events.Event') return summarizeEvent(content.message, style)
  return summarizeEnvironment(content.message.envInfo ?? {}, style)
}

function summarizeEnvironment(envInfo: EnvInfoJson, style: SummaryStyle): string {
  const { state, runNumber, runType = '', detectors = [] } = envInfo
  const cells = [
    stateCell(state, style),
    runCell(runNumber, style),
    printable(runType).padEnd((style.narrow ? 'PHYSICS' : LONGEST_TYPE).length),
    printable(detectors.join(' ')),
  ]
  return cells.join(style.narrow ? ' ' : '  ').trimEnd()
}

function summarizeList({ activeRuns }: ActiveRunsListJson, { colors, narrow }: SummaryStyle): string {
  if (activeRuns.length === 0) return colors.dim('no run')
  const numbers = activeRuns.map(({ runNumber }) => String(runNumber ?? '?'))
  if (narrow) return `run${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`
  return activeRuns
    .map(({ environmentId = '?' }, index) => `run ${numbers[index]} of ${printable(environmentId)}`)
    .join(', ')
}
