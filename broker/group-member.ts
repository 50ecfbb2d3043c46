import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import type { ClientOptions } from './native.js'
import { NativeGroupMember, type NextOffset } from './native-group-member.js'

const CONNECT_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 3000
/** How soon a change in the group is noticed. */
const LISTEN_INTERVAL_MS = 50

/** The offsets that a consumer group keeps. */
export interface GroupOffsets {
  /** For a transaction. */
  readonly native: NativeGroupMember
  /** @returns null where the group has none yet */
  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]>
  commit(offsets: readonly NextOffset[]): void
}

interface GroupOptions {
  brokers: string
  client: ClientOptions
  group: string
}

export interface GroupMemberOptions extends GroupOptions {
  /** Its partitions are what the group shares out. */
  topic: string
  /** After this long without a sign of life of a member, what it has is given to others. */
  sessionTimeoutMs: number
  /** The same after a restart, and nobody else's: then what it had is given back at once. Null where there is none. */
  instance: string | null
  /** All that it has from now on. */
  onAssigned(partitions: readonly number[]): void
  /** The group is about to share out anew: some or all of it may come back. */
  onRevoked(): void
  /** KFK_INSTANCE_TAKEN and KFK_FENCED: it is no member any more, and cannot become one again. */
  onError(error: AliecsError): void
}

/** Offsets in the name of a group without being in it: brokers take them as long as it has no members. */
export class OutsideOffsets implements GroupOffsets {
  readonly native: NativeGroupMember

  protected constructor(native: NativeGroupMember) {
    this.native = native
  }

  /** @throws AliecsError KFK_BROKER_DOWN */
  static async open({ brokers, client, group }: GroupOptions): Promise<OutsideOffsets> {
    const options = groupOptions({ brokers, client, group })
    const native = new NativeGroupMember(options, {
      ...{ assigned: () => {}, revoked: () => {} },
      error: () => {}, // what is asked fails by itself
    })
    await connected(native, () => native.connect(CONNECT_TIMEOUT_MS))
    return new OutsideOffsets(native)
  }

  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]> {
    return this.native.committed(partitions, ANSWER_TIMEOUT_MS)
  }

  commit(offsets: readonly NextOffset[]): void {
    this.native.commit(offsets)
  }

  close(): Promise<void> {
    return this.native.disconnect(DISCONNECT_TIMEOUT_MS)
  }
}

/**
 * One of several processes among which Kafka's consumer group shares out the partitions of a topic, each to one of
 * them; nobody reads them by this. Its offsets are refused by the broker when it is no member any more.
 */
export class GroupMember extends OutsideOffsets {
  readonly #stop = new AbortController()
  #work: Promise<void> = Promise.resolve()

  /** Resolves when it is connected; what it is given is told by `onAssigned`. @throws AliecsError KFK_BROKER_DOWN */
  static async join(member: GroupMemberOptions): Promise<GroupMember> {
    const { brokers, client, group, topic, sessionTimeoutMs, instance } = member
    const options = {
      ...groupOptions({ brokers, client, group }),
      ...(instance === null ? {} : { 'group.instance.id': instance }),
      'session.timeout.ms': sessionTimeoutMs,
      'heartbeat.interval.ms': Math.max(100, Math.floor(sessionTimeoutMs / 5)),
      'partition.assignment.strategy': 'range',
    }
    const native = new NativeGroupMember(options, {
      assigned: member.onAssigned,
      revoked: member.onRevoked,
      error: (error) => member.onError(isFatal(error) ? endOf(member, error) : error),
    })
    await connected(native, () => native.join(topic, CONNECT_TIMEOUT_MS))
    const joined = new GroupMember(native)
    joined.#work = joined.#listen()
    return joined
  }

  /** Leaves the group: what it had is given to others at once. */
  override async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await super.close()
  }

  async #listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.native.listen()
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

function groupOptions({ brokers, client, group }: GroupOptions): Record<string, string | number | boolean> {
  return {
    ...commonOptions(brokers),
    ...sharedOptions(client),
    'client.id': `aliecs-kafka-${randomUUID()}`,
    'group.id': group,
  }
}

async function connected(native: NativeGroupMember, connect: () => Promise<void>): Promise<void> {
  try {
    await connect()
  } catch (error) {
    await native.disconnect(DISCONNECT_TIMEOUT_MS)
    throw error
  }
}
