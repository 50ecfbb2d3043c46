/**
 * Which topics any of the patterns means: `*` stands for any text, everything else for itself.
 *
 * @param patterns `aliecs.env_state.*`
 */
export function matchTopics(patterns: readonly string[]): (topic: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`, 's')
  })
  return (topic) => expressions.some((expression) => expression.test(topic))
}
