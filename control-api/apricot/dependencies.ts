import type { Logger } from '../../plugin/host.js'
import type { CoreIdentity, RunNumberSource, WritableTree } from '../../settings/index.js'

/** The configuration, as the apricot service needs it. */
export interface ApricotOptions {
  tree: WritableTree
  /** Those of the environments, so that no number comes twice. */
  runNumbers: RunNumberSource
  identity: CoreIdentity
  /** Hears of every entry that a client writes. */
  logger: Logger
}
