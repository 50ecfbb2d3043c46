import { LEGACY_TOPICS } from '../../plugin/index.js'

/** Of the plugin, which is what the demo is about; the core's own events are compared, not shown. */
export function isLegacy({ topic }: { topic: string }): boolean {
  return LEGACY_TOPICS.includes(topic)
}
