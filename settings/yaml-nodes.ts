/** A map of parsed YAML; every key is text. */
export type YamlMap = Map<string, unknown>

/** @returns undefined where it is no map */
export function yamlMap(node: unknown): YamlMap | undefined {
  return node instanceof Map ? new Map([...node].map(([key, child]) => [String(key), child])) : undefined
}

/** @returns undefined for a scalar; lists have their indexes as keys */
export function childrenOf(node: unknown): YamlMap | undefined {
  if (Array.isArray(node)) return new Map(node.map((child, index) => [String(index), child]))
  return yamlMap(node)
}

/** A map is laid over a map or a list, key by key; of anything else the stronger one counts. */
export function mergeNodes(weaker: unknown, stronger: unknown): unknown {
  const [below, above] = [childrenOf(weaker), yamlMap(stronger)]
  if (below === undefined || above === undefined) return stronger ?? weaker
  return new Map([
    ...below,
    ...[...above].map(([key, node]) => [key, mergeNodes(below.get(key), node)] as const),
  ])
}

/** Every scalar by its path; an empty map or list is a path that ends with a slash. */
export function* leavesOf(node: unknown, prefix = ''): Generator<[string, string]> {
  for (const [key, child] of childrenOf(node) ?? []) {
    const below = child === null ? new Map() : childrenOf(child)
    if (below === undefined) yield [prefix + key, String(child)]
    else if (below.size === 0) yield [`${prefix}${key}/`, '']
    else yield* leavesOf(child, `${prefix}${key}/`)
  }
}
