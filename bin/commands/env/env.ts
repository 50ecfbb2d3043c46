import { Command } from 'commander'
import type { RunCommand } from '../../context.js'
import { controlCommand } from './control.js'
import { createCommand } from './create.js'
import { destroyCommand } from './destroy.js'
import { listCommand } from './list.js'
import { showCommand } from './show.js'

export function envCommand(choose: (run: RunCommand) => void): Command {
  const env = new Command('env')
  for (const command of [createCommand, listCommand, showCommand, controlCommand, destroyCommand]) {
    env.addCommand(command(choose))
  }
  return env
}
