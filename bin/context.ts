import type { Logger } from '../plugin/host.js'
import type { Interruption } from './interruption.js'
import type { Output } from './output.js'

/** What every command is given. */
export interface CommandContext {
  out: Output
  err: Output
  env: Readonly<Record<string, string | undefined>>
  interruption: Interruption
  /** Receives the log of the command, for warnings of Node.js and unexpected errors. */
  logTo?: (logger: Logger) => void
}

/** A command whose arguments are read; hands back its exit status. */
export type RunCommand = (context: CommandContext) => Promise<number>
