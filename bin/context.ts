import type { Interruption } from './interruption.js'
import type { Output } from './output.js'

/** What every command is given. */
export interface CommandContext {
  out: Output
  err: Output
  env: Readonly<Record<string, string | undefined>>
  interruption: Interruption
}

/** A command whose arguments are read; hands back its exit status. */
export type RunCommand = (context: CommandContext) => Promise<number>
