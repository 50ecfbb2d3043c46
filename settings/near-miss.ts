const FARTHEST = 2

/**
 * Known name that an unknown one was probably meant to be.
 *
 * Candidates whose length differs too much are skipped, so the work is bounded by the known names, whatever the length of `name`.
 *
 * @returns undefined where none is at most two insertions, deletions or replacements away
 */
export function findNearMiss(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = FARTHEST + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = editDistance(name, candidate)
    if (distance < least) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** Levenshtein distance, in UTF-16 units. Takes time in proportion to the product of both lengths. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [line, unit] of a.split('').entries()) {
    const next = [line + 1]
    for (let column = 0; column < b.length; column++) {
      const replaced = (row[column] ?? 0) + (unit === b[column] ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
