/** So many rows of each kind are kept; the oldest go first. */
export const ROW_LIMIT = 2000

/** `newer` and `older`, each key once (the first counts), newest first as `compare` says, no more than `limit`. */
export function mergeNewest<T>(
  newer: readonly T[],
  older: readonly T[],
  keyOf: (item: T) => string,
  compare: (a: T, b: T) => number,
  limit = ROW_LIMIT,
): T[] {
  const items = new Map<string, T>()
  for (const item of [...newer, ...older]) {
    const key = keyOf(item)
    if (!items.has(key)) items.set(key, item)
  }
  return [...items.values()].sort(compare).slice(0, limit)
}
