import { EVENT_TOPICS } from '../../events/index.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'

/** Which records the demo shows: all of one stream; or the legacy ones, and of the core's own events those of runs. */
export type Streams = 'both' | 'events' | 'legacy'

const RUN_TOPIC = 'aliecs.run'

/** What the plugin publishes; the rest are the core's own events. */
export function isLegacy({ topic }: { topic: string }): boolean {
  return LEGACY_TOPICS.includes(topic)
}

export function isShown({ topic }: { topic: string }, streams: Streams): boolean {
  if (isLegacy({ topic })) return streams !== 'events'
  if (streams === 'both') return topic === RUN_TOPIC
  return streams === 'events' && EVENT_TOPICS.includes(topic)
}
