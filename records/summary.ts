import type { Colors } from 'picocolors/types.js'
import type { RecordContent } from './decode.js'
import type { ActiveRunsListJson, EnvInfoJson } from './legacy-messages.js'
import { printable } from './printable.js'

/** So many bytes of an undecodable value are shown in a line of text; JSON has them all. */
const HEX_BYTES = 48
const STATE_WIDTH = 'CONFIGURED'.length
/** Of the run types that are taken every day, the longest; those of calibrations are longer. */
const LONGEST_TYPE = 'TECHNICAL'

export interface SummaryStyle {
  colors: Colors
  /** For 80 columns: no words, no ids in lists. */
  narrow: boolean
}

/** The content of a record in a line: state, run, run type, detectors; or the runs of a list. */
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
  return summarizeEnvironment(content.message.envInfo ?? {}, style)
}

function summarizeEnvironment(envInfo: EnvInfoJson, { colors, narrow }: SummaryStyle): string {
  const { state = '', runNumber, runType = '', detectors = [] } = envInfo
  const run = runNumber === undefined ? '' : String(runNumber)
  const cells = [
    stateColor(state, colors)(printable(state).padEnd(STATE_WIDTH)),
    narrow ? run.padEnd(4) : (run && `run ${run}`).padEnd('run 123456'.length),
    printable(runType).padEnd((narrow ? 'PHYSICS' : LONGEST_TYPE).length),
    printable(detectors.join(' ')),
  ]
  return cells.join(narrow ? ' ' : '  ').trimEnd()
}

function summarizeList({ activeRuns }: ActiveRunsListJson, { colors, narrow }: SummaryStyle): string {
  if (activeRuns.length === 0) return colors.dim('no run')
  const numbers = activeRuns.map(({ runNumber }) => String(runNumber ?? '?'))
  if (narrow) return `run${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`
  return activeRuns
    .map(({ environmentId = '?' }, index) => `run ${numbers[index]} of ${printable(environmentId)}`)
    .join(', ')
}

/** The colours in which a terminal shows states, the same everywhere. */
export function stateColor(state: string, colors: Colors): (text: string) => string {
  switch (state) {
    case 'RUNNING':
      return colors.green
    case 'CONFIGURED':
      return colors.cyan
    case 'DEPLOYED':
      return colors.blue
    case 'ERROR':
      return colors.red
    case 'UNKNOWN':
    case 'DONE':
      return colors.magenta
    default:
      return colors.dim
  }
}
