const SCHEME = /^[a-z][a-z0-9+.-]{0,30}:\/\//i
/** Host with an optional port, then a path: all of a URL that needs no user. */
const WHOLE_URL = /^[a-z][a-z0-9+.-]{0,30}:\/\/(\[[^\]]*\]|[^/:?#]*)(:\d+)?[/?#]/i
/** Beginning of a folder, or `user@host:` as ssh and git write it. */
const SEPARATE = /^(\.{0,2}\/|~|[\w.-]+@[\w.-]+:)/

/**
 * Items of a list in a text, separated by commas or white space. A password in a URL may hold both: the parts up to the
 * `@` are one item, so that no half of it is taken for an item of its own.
 */
export function splitList(text: string): string[] {
  const tokens = text.split(/([\s,]+)/)
  const items: string[] = []
  for (let index = 0; index < tokens.length; index += 2) {
    let item = tokens[index] ?? ''
    const end = endOfUrl(tokens, index)
    while (index < end) item += `${tokens[++index] ?? ''}`
    if (item !== '') items.push(item)
  }
  return items
}

/** Index of the token with the `@` of a URL that begins at `start`; `start` where it is whole, or no URL. */
function endOfUrl(tokens: readonly string[], start: number): number {
  const first = tokens[start] ?? ''
  if (!SCHEME.test(first) || first.includes('@')) return start
  for (let index = start + 2; index < tokens.length; index += 2) {
    const token = tokens[index] ?? ''
    if (SCHEME.test(token)) return start
    if (token.includes('@')) return WHOLE_URL.test(first) && SEPARATE.test(token) ? start : index
  }
  return start
}
