import { AliecsError, messageOf } from '../errors.js'
import type { LoadedSettings } from './load.js'
import { flagOf } from './names.js'
import type { RunNumberSource } from './run-number.js'
import { ConsulRunNumbers } from './run-number-consul.js'
import { FileRunNumbers } from './run-number-file.js'
import type { AtomicTree, ConfigurationTree } from './types.js'

/**
 * Run numbers from the tree where several cores can share it, else from a file.
 *
 * @param coreWorkingDir the setting: the folder of that file
 */
export function createRunNumberSource(tree: ConfigurationTree, coreWorkingDir: string): RunNumberSource {
  return isAtomic(tree) ? new ConsulRunNumbers(tree) : new FileRunNumbers(coreWorkingDir)
}

/**
 * Finds out at the start what would otherwise end the first run: `coreWorkingDir` cannot hold run numbers, and must.
 *
 * @throws AliecsError SETTINGS_INVALID, naming key, origin, folder and reason
 */
export async function checkRunNumbers({ tree, settings, origins }: LoadedSettings): Promise<void> {
  const { coreWorkingDir } = settings
  try {
    await createRunNumberSource(tree, coreWorkingDir).check?.()
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
