import type { WriteStream } from 'node:tty'
import picocolors from 'picocolors'
import type { Colors } from 'picocolors/types.js'
import { type Loss, StandardStream } from './standard-stream.js'

/** Where a command writes its lines. */
export interface Output {
  /** @param text a line, or several, without the last newline */
  print(text: string): void
  /** Shows a line that the next one replaces; '' takes it away. Undefined where the other end is no terminal. */
  readonly status?: ((text: string) => void) | undefined
  /** All plain where the other end is no terminal, or the user wants none. */
  readonly colors: Colors
  /** Width of the terminal, now; undefined where it is none. */
  readonly columns: number | undefined
  /** Returns the texts that could not be written, once, as soon as texts can be written again. */
  takeLoss?(): Loss | null
}

const CLEAR_LINE = '\r\x1b[2K'
/** Where the terminal does not tell its width. */
const UNKNOWN_COLUMNS = 80

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Creates the output of a command on one of its standard streams.
 *
 * @param env `NO_COLOR` and `FORCE_COLOR` as in no-color.org and force-color.org
 */
export function outputTo(
  stream: NodeJS.WriteStream,
  env: Environment,
  target: StandardStream = new StandardStream(stream),
): Output {
  const isTerminal = (stream as Partial<WriteStream>).isTTY === true
  const isSet = (name: string): boolean => (env[name] ?? '') !== ''
  const colorful = !isSet('NO_COLOR') && (isSet('FORCE_COLOR') || (isTerminal && env['TERM'] !== 'dumb'))
  const isRewritable = isTerminal && env['TERM'] !== 'dumb'
  let hasStatus = false
  const clearing = (): string => {
    const clear = hasStatus ? CLEAR_LINE : ''
    hasStatus = false
    return clear
  }
  const status = (text: string): void => {
    const line = text.slice(0, (stream.columns || UNKNOWN_COLUMNS) - 1) // a longer one would take two
    target.write(clearing() + line)
    hasStatus = line !== ''
  }
  return {
    colors: picocolors.createColors(colorful),
    status: isRewritable ? status : undefined,
    get columns() {
      return isTerminal ? stream.columns : undefined
    },
    print: (text) => {
      target.write(`${clearing()}${text}\n`)
    },
    takeLoss: () => target.takeLoss(),
  }
}
