import type { Logger } from '../../plugin/host.js'

/** Keeps what is logged, one `level: message` a line. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = []
  debug = (_fields: object, message: string): void => this.#add('debug', message)
  info = (_fields: object, message: string): void => this.#add('info', message)
  warn = (_fields: object, message: string): void => this.#add('warn', message)
  error = (_fields: object, message: string): void => this.#add('error', message)

  #add(level: string, message: string): void {
    this.lines.push(`${level}: ${message}`)
  }
}
