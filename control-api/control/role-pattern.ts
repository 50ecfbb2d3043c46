/**
 * Whether a role's path fits: `*` stands for any text without a dot, `**` for any text, `?` for one character but a dot.
 * Takes time in proportion to the product of both lengths, whatever the pattern.
 */
export function matchesRolePath(pattern: string, path: string): boolean {
  const steps = [...pattern.matchAll(/\*\*+|[\s\S]/g)].map(([step]) => step)
  /** How many characters of the path the steps so far can stand for. */
  let reached = new Set([0])
  for (const step of steps) reached = advance(step, path, reached)
  return reached.has(path.length)
}

function advance(step: string, path: string, from: ReadonlySet<number>): Set<number> {
  const to = new Set<number>()
  if (step.startsWith('*')) {
    let isOpen = false
    for (let index = 0; index <= path.length; index += 1) {
      isOpen ||= from.has(index)
      if (isOpen) to.add(index)
      if (step === '*' && path[index] === '.') isOpen = false
    }
    return to
  }
  for (const index of from) {
    const fits = step === '?' ? index < path.length && path[index] !== '.' : path[index] === step
    if (fits) to.add(index + 1)
  }
  return to
}
