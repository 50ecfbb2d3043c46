/** Of a repository or a revision: `*` stands for any text, `?` for any character. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}

/** Whether the whole of `name` is what the pattern says; the time it takes is bounded by the product of both lengths. */
export function matches(pattern: string, name: string): boolean {
  let at = 0
  let star = -1
  /** How much of the name the last star and all before it stand for. */
  let taken = 0
  for (let position = 0; position < name.length; ) {
    if (pattern[at] === '*') {
      star = at++
      taken = position
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[position])) {
      at++
      position++
    } else if (star >= 0) {
      at = star + 1
      position = ++taken
    } else {
      return false
    }
  }
  return /^\**$/.test(pattern.slice(at))
}
