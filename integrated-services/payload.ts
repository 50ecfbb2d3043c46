/** What JSON can say; an undefined member is not there. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

/** The payload of an event as Go writes it: keys sorted at the top, and what HTML could misunderstand escaped. */
export function payloadText(payload: JsonObject): string {
  const sorted = Object.fromEntries(Object.entries(payload).sort(([a], [b]) => (a < b ? -1 : 1)))
  return JSON.stringify(sorted).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A protobuf message as Go's plain JSON has it: fields in the order of the .proto, those of the zero value left out. */
export function message(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isZero(value)))
}

/** A protobuf map: sorted by key. */
export function messageMap(entries: readonly (readonly [string, string])[]): JsonObject {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === '' || value === 0 || value === false) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
