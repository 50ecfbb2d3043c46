/** The fields that protobuf's JSON mapping shows: those that differ from their default. */
export function nonDefault<Fields extends Readonly<Record<string, string | number | boolean>>>(
  fields: Fields,
): Partial<Fields> {
  const shown: Partial<Fields> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== '' && value !== 0 && value !== false) shown[name] = value
  }
  return shown
}
