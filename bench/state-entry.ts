import type { ManagedPublisher, Publisher, PublishRecord, VarStack } from '../index.js'

/**
 * An environment that enters RUNNING, as the core gives it to the plugin.
 *
 * @param number makes environments differ
 */
export function runningVars(number = 0): VarStack {
  return {
    environment_id: `2oDvieF${number.toString().padStart(4, 'x')}`,
    __call_trigger: 'enter_RUNNING',
    __call_timeout: '5s',
    detectors: '["ITS","TPC","TOF"]',
    enter_state_time_ms: '1763870400000',
    run_number: String(500_000 + number),
    run_type: 'PHYSICS',
  }
}

/** The same publisher, its topics renamed. */
export function withPrefix(
  publisher: ManagedPublisher,
  prefix: string,
): Publisher & { records: PublishRecord[] } {
  const renamed = {
    /** Those of the last call. */
    records: [] as PublishRecord[],
    publish(records: PublishRecord[], options: { timeoutMs: number }) {
      renamed.records = records.map((record) => ({ ...record, topic: prefix + record.topic }))
      return publisher.publish(renamed.records, options)
    },
  }
  return renamed
}
