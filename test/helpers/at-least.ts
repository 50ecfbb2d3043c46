/**
 * The same list, for `it.each` and loops over files that a test looks up: a list that came out too short fails the
 * file, which would otherwise pass on nothing.
 *
 * @throws Error with the number of entries
 */
export function atLeast<T>(least: number, list: readonly T[], what: string): readonly T[] {
  if (list.length < least) throw new Error(`${what}: expected ${least} or more, got ${list.length}`)
  return list
}
