import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export function hasCommand(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Why something that needs these commands cannot run, or null if it can. */
export function missingCommands(...names: string[]): string | null {
  const missing = names.filter((name) => !hasCommand(name))
  return missing.length === 0 ? null : `${missing.join(' and ')} not found on the PATH`
}

/** Progress goes to stderr: stdout belongs to what a command prints as its result. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}
