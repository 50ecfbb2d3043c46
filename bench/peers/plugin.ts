import { createKafkaPublisher, KafkaPlugin, type PublishRecord } from '../../index.js'
import type { BenchBroker } from '../broker.js'
import { runningVars, withPrefix } from '../state-entry.js'
import type { StateEntryPeer } from './peer.js'

/** Ours, from the hook's call on, with all that the plugin does. */
export interface PluginPeer extends StateEntryPeer {
  /** What it published last. */
  records(): PublishRecord[]
  /** Its publisher alone, with these records. */
  publisher(records: PublishRecord[]): StateEntryPeer
}

export async function pluginPeer({ brokers, prefix }: BenchBroker): Promise<PluginPeer> {
  const managed = createKafkaPublisher({ brokers })
  const publisher = withPrefix(managed, prefix)
  const plugin = new KafkaPlugin({ publisher })
  await plugin.init('bench')
  return {
    name: 'the plugin, hook to acknowledgement',
    async send() {
      const vars = runningVars()
      await plugin.callStack(vars).PublishEnterStateUpdate()
      if (vars['__call_error'] !== undefined) throw new Error(vars['__call_error_reason'])
    },
    records: () => publisher.records,
    publisher: (records) => ({
      name: 'the publisher, records ready',
      async send() {
        const result = await managed.publish(records, { timeoutMs: 5000 })
        if (result.status !== 'delivered') throw result.error
      },
      close: async () => {},
    }),
    async close() {
      await plugin.destroy()
      await managed.close(5000)
    },
  }
}
