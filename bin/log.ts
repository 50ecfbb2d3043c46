import type { Colors } from 'picocolors/types.js'
import { type Logger, pino } from 'pino'
import { z } from 'zod'
import { excerpt } from '../excerpt.js'
import type { Output } from './output.js'

/** Length of a sentence or a field in the log, in characters: whatever gets there, a line stays one that can be read. */
const LONGEST_TEXT = 16_384

export const LOG_FORMATS = ['text', 'json'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

/**
 * Logger that writes to standard error: a readable line per message, or pino's JSON. Lines that a full disk did not take are
 * counted in the log as soon as there is room again.
 */
export function createLogger(options: { err: Output; level: string; format: LogFormat }): Logger {
  const { err, level, format } = options
  const write = (line: string): void => {
    err.print(format === 'json' ? line.trimEnd() : textLine(line, err.colors))
    const loss = err.takeLoss?.() ?? null
    if (loss === null) return
    const text = `${loss.texts} line${loss.texts === 1 ? '' : 's'} of this log could not be written`
    logger.error({ lost: loss.texts }, `${text}: ${loss.error.message}`)
  }
  const logger: Logger = pino(
    {
      level,
      base: null,
      formatters: { log: shortenFields },
      hooks: {
        logMethod([first, second, ...others], method) {
          method.apply(this, [
            first,
            typeof second === 'string' ? excerpt(second, LONGEST_TEXT) : second,
            ...others,
          ])
        },
      },
    },
    { write },
  )
  return logger
}

function shortenFields(fields: Record<string, unknown>): Record<string, unknown> {
  const shortened = Object.entries(fields).map(
    ([name, value]) => [name, typeof value === 'string' ? excerpt(value, LONGEST_TEXT) : value] as const,
  )
  return Object.fromEntries(shortened)
}

const LOG_LINE = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().optional() })
const LEVELS: Record<number, string> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
}

/** pino's JSON → `10:15:32.123 WARN  message name=value`. */
function textLine(line: string, colors: Colors): string {
  const { level, time, msg = '', ...fields } = LOG_LINE.parse(JSON.parse(line))
  const name = (LEVELS[level] ?? String(level)).padEnd(5)
  const color = level >= 50 ? colors.red : level >= 40 ? colors.yellow : colors.dim
  // What the sentence says already is not said again.
  const rest = Object.entries(fields).filter(([, value]) => typeof value !== 'string' || !msg.includes(value))
  const text = rest.map(
    ([key, value]) => `${key}=${typeof value === 'string' ? visible(value) : JSON.stringify(value)}`,
  )
  const clock = new Date(time).toTimeString().slice(0, 8)
  const ms = String(time % 1000).padStart(3, '0')
  return `${colors.dim(`${clock}.${ms}`)} ${color(name)} ${visible(msg)} ${colors.dim(text.join(' '))}`.trimEnd()
}

/** Clients choose some of the words: none of them begins a line of the log, nor moves the cursor of a terminal. */
function visible(text: string): string {
  return text.replaceAll('\n', '\n    ').replaceAll(/(?!\n)\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    return `\\u${code}`
  })
}
