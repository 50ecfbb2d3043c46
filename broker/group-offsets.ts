import { connected, type GroupOptions, groupOptions } from './group-options.js'
import { NativeGroupMember, type NextOffset } from './native-group-member.js'

const CONNECT_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 3000

/** The offsets that a consumer group keeps, without being in it: brokers take them from anybody while it has no members. */
export class GroupOffsets {
  /** For a transaction. */
  readonly native: NativeGroupMember

  private constructor(native: NativeGroupMember) {
    this.native = native
  }

  /** @throws AliecsError KFK_BROKER_DOWN */
  static async open(options: GroupOptions): Promise<GroupOffsets> {
    const native = new NativeGroupMember(groupOptions(options), {
      assigned: () => {},
      revoked: () => {},
      error: () => {}, // what is asked fails by itself
    })
    await connected(native, () => native.connect(CONNECT_TIMEOUT_MS))
    return new GroupOffsets(native)
  }

  /** @returns null where the group has none yet */
  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]> {
    return this.native.committed(partitions, ANSWER_TIMEOUT_MS)
  }

  /** Without waiting for an answer. */
  commit(offsets: readonly NextOffset[]): void {
    this.native.commit(offsets)
  }

  close(): Promise<void> {
    return this.native.disconnect(DISCONNECT_TIMEOUT_MS)
  }
}
