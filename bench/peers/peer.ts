/** A client, connected, that publishes one state entry: the same two records each time, on two topics. */
export interface StateEntryPeer {
  name: string
  /** Resolves when the broker has acknowledged both. */
  send(): Promise<void>
  close(): Promise<void>
}
