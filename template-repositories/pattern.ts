/** Of a repository or a revision: `*` stands for any text, `?` for any character. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}

/** Whether the whole of `name` is what the pattern says. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/\*+/g, '*')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(name)
}
