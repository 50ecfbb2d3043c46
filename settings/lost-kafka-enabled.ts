import type { Logger, VarStack } from '../plugin/host.js'

const KEY = 'o2/runtime/aliecs/vars/kafka_enabled'

/**
 * Notices that `kafka_enabled` is gone from the configuration, as after a restart of Consul with an empty store: environments
 * are created without it then, and their runs have no Start and End of Run. Logs each loss once.
 */
export class LostKafkaEnabled {
  readonly #logger: Logger
  #last: string | undefined

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** @param vars as they were just read from `o2/runtime/aliecs/vars` */
  look(vars: VarStack): void {
    const before = this.#last
    this.#last = vars['kafka_enabled']
    if (before === undefined || this.#last !== undefined) return
    const effect = 'environments that do not set it themselves publish nothing'
    this.#logger.warn({ key: KEY }, `${KEY} was ${JSON.stringify(before)} and is gone: ${effect}`)
  }
}
