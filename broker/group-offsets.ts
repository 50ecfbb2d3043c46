import { AliecsError } from '../errors.js'
import { connected, type GroupOptions, groupOptions } from './group-options.js'
import { NativeGroupMember, type NextOffset } from './native-group-member.js'

const CONNECT_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 3000

/** The offsets that a consumer group keeps, without being in it: brokers take them from anybody while it has no members. */
export class GroupOffsets {
  /** For a transaction. */
  readonly native: NativeGroupMember

  #refusal: AliecsError | null = null

  private constructor(options: GroupOptions) {
    this.native = new NativeGroupMember(groupOptions(options), {
      assigned: () => {},
      revoked: () => {},
      error: () => {}, // what is asked fails by itself
      refused: (error) => {
        const message = `group ${options.group} does not keep offsets: ${error.message}`
        this.#refusal ??= new AliecsError(error.code, message, { cause: error })
      },
    })
  }

  /** @throws AliecsError KFK_BROKER_DOWN */
  static async open(options: GroupOptions): Promise<GroupOffsets> {
    const offsets = new GroupOffsets(options)
    await connected(offsets.native, () => offsets.native.connect(CONNECT_TIMEOUT_MS))
    return offsets
  }

  /** @returns null where the group has none yet */
  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]> {
    return this.native.committed(partitions, ANSWER_TIMEOUT_MS)
  }

  /** Without waiting for an answer. @throws AliecsError where the broker has refused earlier ones */
  commit(offsets: readonly NextOffset[]): void {
    if (this.#refusal !== null) throw this.#refusal
    this.native.commit(offsets)
    void this.native.listen()
  }

  close(): Promise<void> {
    return this.native.disconnect(DISCONNECT_TIMEOUT_MS)
  }
}
