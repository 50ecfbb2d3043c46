import { Command } from 'commander'
import type { MakeCommand } from '../../command-list.js'

const PARTS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  create: async () => (await import('./create.js')).createCommand,
  list: async () => (await import('./list.js')).listCommand,
  show: async () => (await import('./show.js')).showCommand,
  control: async () => (await import('./control.js')).controlCommand,
  destroy: async () => (await import('./destroy.js')).destroyCommand,
}

/** Loads the part that is named, or all for the help of the group. */
export async function loadEnvCommand([name = '']: readonly string[]): Promise<MakeCommand> {
  const named = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined
  const parts = await Promise.all(
    (named === undefined ? Object.values(PARTS) : [named]).map((load) => load()),
  )
  return (choose) => {
    const env = new Command('env')
    for (const part of parts) env.addCommand(part(choose))
    return env
  }
}
