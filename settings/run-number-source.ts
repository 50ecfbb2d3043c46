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

function isAtomic(tree: ConfigurationTree): tree is AtomicTree {
  return 'compareAndSet' in tree
}
