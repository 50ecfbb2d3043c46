import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError } from '../errors.js'
import { connected, type GroupOptions, groupOptions } from './group-options.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import { NativeGroupMember } from './native-group-member.js'

const CONNECT_TIMEOUT_MS = 5000
const DISCONNECT_TIMEOUT_MS = 3000
/** How soon a change in the group is noticed. */
const LISTEN_INTERVAL_MS = 50

export interface GroupMemberOptions extends GroupOptions {
  /** Its partitions are what the group shares out. */
  topic: string
  /** After this long without a sign of life of a member, what it has is given to others. */
  sessionTimeoutMs: number
  /** The same after a restart, and nobody else's: then what it had is given back at once. Null where there is none. */
  instance: string | null
  /** These too are this member's. */
  onAssigned(partitions: readonly number[]): void
  /** These are not any more. */
  onRevoked(partitions: readonly number[]): void
  /** KFK_INSTANCE_TAKEN and KFK_FENCED: it is no member any more, and cannot become one again. */
  onError(error: AliecsError): void
}

/**
 * One of several processes among which Kafka's consumer group shares out the partitions of a topic, each to one of
 * them; nobody reads them by this. Who joins takes nothing from those who have no more than their share.
 */
export class GroupMember {
  readonly #native: NativeGroupMember
  readonly #stop = new AbortController()
  readonly #work: Promise<void>

  private constructor(native: NativeGroupMember) {
    this.#native = native
    this.#work = this.#listen()
  }

  /** Resolves when it is connected; what it is given is told by `onAssigned`. @throws AliecsError KFK_BROKER_DOWN */
  static async join(member: GroupMemberOptions): Promise<GroupMember> {
    const { topic, sessionTimeoutMs, instance } = member
    const options = {
      ...groupOptions(member),
      ...(instance === null ? {} : { 'group.instance.id': instance }),
      'session.timeout.ms': sessionTimeoutMs,
      'heartbeat.interval.ms': Math.max(100, Math.floor(sessionTimeoutMs / 5)),
      'partition.assignment.strategy': 'cooperative-sticky',
    }
    const native = new NativeGroupMember(options, {
      assigned: member.onAssigned,
      revoked: member.onRevoked,
      refused: () => {}, // it commits nothing
      error: (error) => member.onError(isFatal(error) ? endOf(member, error) : error),
    })
    await connected(native, () => native.join(topic, CONNECT_TIMEOUT_MS))
    return new GroupMember(native)
  }

  /** Leaves the group: what it had is given to others at once; with a name of its own it keeps its place for the session timeout. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await this.#native.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  async #listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#native.listen()
      await sleep(LISTEN_INTERVAL_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }
}

const isFatal = (error: AliecsError): boolean => librdkafkaCode(error) === LIBRDKAFKA.FATAL

function endOf({ group, instance }: GroupMemberOptions, cause: AliecsError): AliecsError {
  if (instance === null) return new AliecsError('KFK_FENCED', `group ${group} has put it out`, { cause })
  const message = `instance ${JSON.stringify(instance)}: another process has joined group ${group} under this name, which only one may have`
  return new AliecsError('KFK_INSTANCE_TAKEN', message, { cause })
}
