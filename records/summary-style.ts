import type { Colors } from 'picocolors/types.js'
import { printable } from './printable.js'

const STATE_WIDTH = 'CONFIGURED'.length

export interface SummaryStyle {
  colors: Colors
  /** For 80 columns: no words, no ids in lists. */
  narrow: boolean
}

export function stateCell(state = '', { colors }: SummaryStyle): string {
  return coloredCell(printable(state), STATE_WIDTH, stateColor(state, colors))
}

/** Its padding has no colour: at the end of a line it can go. */
export function coloredCell(text: string, width: number, color: (text: string) => string): string {
  return color(text) + ' '.repeat(Math.max(0, width - text.length))
}

export function runCell(runNumber: number | undefined, { narrow }: SummaryStyle): string {
  if (narrow) return String(runNumber ?? '').padEnd(4)
  return (runNumber === undefined ? '' : `run ${runNumber}`).padEnd('run 123456'.length)
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
