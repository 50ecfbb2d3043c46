import { join } from 'node:path'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import type { LoadedSettings } from './load.js'
import { flagOf } from './names.js'
import type { RunNumberSource } from './run-number.js'
import { ConsulRunNumbers } from './run-number-consul.js'
import { FileRunNumbers } from './run-number-file.js'
import { RunNumberMemory } from './run-number-memory.js'
import type { AtomicTree, ConfigurationTree } from './types.js'

/**
 * Run numbers from the tree where several cores can share it, else from a file.
 *
 * @param coreWorkingDir the setting: the folder of that file, or of the file that remembers the last number from the tree
 */
export function createRunNumberSource(
  tree: ConfigurationTree,
  coreWorkingDir: string,
  logger: Logger,
): RunNumberSource {
  if (!isAtomic(tree)) return new FileRunNumbers(coreWorkingDir)
  const memory = new RunNumberMemory(join(coreWorkingDir, 'last-run-number.json'), logger)
  return new ConsulRunNumbers(tree, { memory })
}

/**
 * Checks at the start that `coreWorkingDir` can hold the run number, where it has to; otherwise the first run would fail.
 *
 * @throws AliecsError SETTINGS_INVALID, naming key, origin, folder and reason
 */
export async function checkRunNumbers({ tree, settings, origins }: LoadedSettings): Promise<void> {
  const { coreWorkingDir } = settings
  try {
    if (!isAtomic(tree)) await new FileRunNumbers(coreWorkingDir).check()
  } catch (error) {
    const origin = origins.get('coreWorkingDir') ?? 'default'
    const reason = messageOf(error).replace(`coreWorkingDir ${coreWorkingDir}: `, '')
    const flag = flagOf('coreWorkingDir')
    throw new AliecsError(
      'SETTINGS_INVALID',
      `coreWorkingDir (${origin}): expected a folder that can keep the run number, got ${JSON.stringify(coreWorkingDir)}` +
        ` (${reason}); another one: ${flag} <folder>`,
      { cause: error },
    )
  }
}

function isAtomic(tree: ConfigurationTree): tree is AtomicTree {
  return 'compareAndSet' in tree
}
