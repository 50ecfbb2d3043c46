/** Longest part of foreign text that a message or a log line shows, in UTF-16 units. */
const SHOWN = 200

/** Beginning of a text that came from outside, with its full length where it is cut: `xxx… (1048576 characters)`. */
export function excerpt(text: string, shown = SHOWN): string {
  return text.length <= shown ? text : `${text.slice(0, shown).toWellFormed()}… (${text.length} characters)`
}

/** Same as {@link excerpt}, in double quotes and with control characters escaped. */
export function quoted(text: string, shown = SHOWN): string {
  if (text.length <= shown) return JSON.stringify(text)
  return `${JSON.stringify(`${text.slice(0, shown).toWellFormed()}…`)} (${text.length} characters)`
}

/** Items separated by commas, each shortened; beyond `most` of them their number: `ITS, TPC, and 3 more`. */
export function listed(items: readonly string[], most = 20): string {
  const shown = items.slice(0, most).map((item) => excerpt(item))
  return [...shown, ...(items.length > most ? [`and ${items.length - most} more`] : [])].join(', ')
}
