import type { Colors } from 'picocolors/types.js'

/** A line per pair, names in a column. */
export function pairsText(
  pairs: readonly (readonly [name: string, value: string])[],
  colors: Colors,
): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${colors.dim(name.padEnd(width))}  ${value}`.trimEnd()).join('\n')
}
