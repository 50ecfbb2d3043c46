/** First part of the name of every topic that AliECS writes. */
const NAMESPACE = 'aliecs.'

export interface TopicName {
  /** Text before the name: `trial.` in `trial.aliecs.run`; empty where there is none. */
  prefix: string
  /** Name that AliECS gives the topic, beginning with `aliecs.`; the whole topic where it is not a topic of AliECS. */
  name: string
}

/**
 * Separates a topic's name from the `--topic-prefix` that `attach` and `replay` write. The last `aliecs.` begins the name,
 * because no topic of AliECS has it twice and a prefix may.
 */
export function splitTopic(topic: string): TopicName {
  const start = Math.max(topic.lastIndexOf(NAMESPACE), 0)
  return { prefix: topic.slice(0, start), name: topic.slice(start) }
}
