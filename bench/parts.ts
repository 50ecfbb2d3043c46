/** What is measured, in this order. */
export const PARTS = [
  'latency',
  'throughput',
  'events',
  'write',
  'memory',
  'transitions',
  'idle',
  'attach',
  'hostile',
] as const
export type Part = (typeof PARTS)[number]

/**
 * @param text some of them, with commas between
 * @throws RangeError
 */
export function chosenParts(text: string): Part[] {
  return text.split(',').map((name) => {
    const part = PARTS.find((candidate) => candidate === name)
    if (part === undefined) throw new RangeError(`--only ${name}: expected some of ${PARTS.join(',')}`)
    return part
  })
}
