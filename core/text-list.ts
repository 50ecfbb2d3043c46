/** A JSON array of strings; null where it is something else. */
export function parseTextList(text: string | undefined): string[] | null {
  try {
    const list: unknown = JSON.parse(text ?? '')
    return Array.isArray(list) && list.every((item): item is string => typeof item === 'string') ? list : null
  } catch {
    return null
  }
}

/** List in a variable, parsed again only when the text changes: every summary of an environment asks for it. */
export class TextList {
  #text: string | undefined
  #list: readonly string[] = []

  /** @returns the caller's own copy; empty where the text is something else */
  of(text: string | undefined): string[] {
    if (text !== this.#text) {
      this.#list = parseTextList(text) ?? []
      this.#text = text
    }
    return [...this.#list]
  }
}
