import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AliecsError } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions } from './native.js'
import { NativeGroupMember, type NextOffset } from './native-group-member.js'

const CONNECT_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 3000
/** How soon a change in the group is noticed. */
const LISTEN_INTERVAL_MS = 50
/** Whoever is given this partition holds the lock. */
const LOCK_PARTITION = 0

export interface GroupLockOptions {
  brokers: string
  client: ClientOptions
  group: string
  /** Its partition 0 is the lock. */
  topic: string
  /** After this long without a sign of life of the holder, another one is given the lock. */
  sessionTimeoutMs: number
  /** The same after a restart, and nobody else's: then the lock is given back at once. Null where there is none. */
  instance: string | null
  /** Told of each change. */
  onChange(isHeld: boolean): void
  onError(error: AliecsError): void
}

/** A lock that one of several processes holds, by Kafka's consumer groups; and the offsets that belong to it. */
export class GroupLock {
  readonly #member: NativeGroupMember
  readonly #stop = new AbortController()
  #work: Promise<void> = Promise.resolve()
  #isHeld = false

  private constructor(lock: GroupLockOptions) {
    const { brokers, client, group, sessionTimeoutMs, instance, onChange, onError } = lock
    const options = {
      ...commonOptions(brokers),
      ...sharedOptions(client),
      'client.id': `aliecs-kafka-${randomUUID()}`,
      'group.id': group,
      ...(instance === null ? {} : { 'group.instance.id': instance }),
      'session.timeout.ms': sessionTimeoutMs,
      'heartbeat.interval.ms': Math.max(100, Math.floor(sessionTimeoutMs / 5)),
      'partition.assignment.strategy': 'range',
    }
    this.#member = new NativeGroupMember(options, {
      assigned: (partitions) => {
        const isHeld = partitions.includes(LOCK_PARTITION)
        if (isHeld === this.#isHeld) return
        this.#isHeld = isHeld
        onChange(isHeld)
      },
      error: onError,
    })
  }

  /** Resolves when it is connected; whether it holds the lock is told by `onChange`. @throws AliecsError KFK_BROKER_DOWN */
  static async open(options: GroupLockOptions): Promise<GroupLock> {
    const lock = new GroupLock(options)
    try {
      await lock.#member.join(options.topic, CONNECT_TIMEOUT_MS)
    } catch (error) {
      await lock.#member.disconnect(DISCONNECT_TIMEOUT_MS)
      throw error
    }
    lock.#work = lock.#listen()
    return lock
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  get member(): NativeGroupMember {
    return this.#member
  }

  /** @returns null where the group has none yet */
  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]> {
    return this.#member.committed(partitions, ANSWER_TIMEOUT_MS)
  }

  commit(offsets: readonly NextOffset[]): void {
    this.#member.commit(offsets)
  }

  /** Leaves the group: another one is given the lock at once. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await this.#member.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  async #listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#member.listen()
      await sleep(LISTEN_INTERVAL_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }
}
