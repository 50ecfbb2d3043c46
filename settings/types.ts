/** A tree of slash-separated keys with text values: Consul's key-value store, or a YAML file of the same shape. */
export interface ConfigurationTree {
  /** `consul://host:port` or `file://path`, as given. */
  readonly uri: string
  /** The key with the place that holds it, for messages. */
  describe(key: string): string
  /**
   * @returns undefined where there is no such key
   * @throws AliecsError SETTINGS_SOURCE when the tree cannot be read
   */
  get(key: string): Promise<string | undefined>
  /**
   * Everything below a folder.
   *
   * @returns values by key relative to the folder; a folder without content is a key that ends with a slash
   * @throws AliecsError SETTINGS_SOURCE when the tree cannot be read
   */
  list(folder: string): Promise<Record<string, string>>
}

/** A tree that can be written to while the core runs. */
export interface WritableTree extends ConfigurationTree {
  /**
   * Writes one entry, whatever was there.
   *
   * @param key without empty segments
   * @throws AliecsError SETTINGS_SOURCE; REQUEST_INVALID where the tree cannot have such a key beside those that it has
   */
  set(key: string, value: string): Promise<void>
}

/** A value with the number that changes whenever the value is written. */
export interface VersionedValue {
  value: string
  version: number
}

/** A tree that several writers can share. */
export interface AtomicTree extends ConfigurationTree {
  /** As `get`, but never older than the last completed write. */
  getConsistent(key: string): Promise<VersionedValue | undefined>
  /**
   * Writes only if nobody has written since.
   *
   * @param version what `getConsistent` gave; 0 means that the key must not exist
   * @returns false if somebody was faster; nothing is written then
   * @throws AliecsError SETTINGS_SOURCE
   */
  compareAndSet(key: string, value: string, version: number): Promise<boolean>
}
