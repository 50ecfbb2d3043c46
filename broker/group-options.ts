import { randomUUID } from 'node:crypto'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions } from './native.js'
import type { NativeGroupMember } from './native-group-member.js'

const DISCONNECT_TIMEOUT_MS = 3000

export interface GroupOptions {
  brokers: string
  client: ClientOptions
  group: string
}

export function groupOptions({ brokers, client, group }: GroupOptions): ClientOptions {
  return {
    ...commonOptions(brokers),
    ...sharedOptions(client),
    'client.id': `aliecs-kafka-${randomUUID()}`,
    'group.id': group,
  }
}

/** Whatever `connect` does; a client that cannot is closed. */
export async function connected(native: NativeGroupMember, connect: () => Promise<void>): Promise<void> {
  try {
    await connect()
  } catch (error) {
    await native.disconnect(DISCONNECT_TIMEOUT_MS)
    throw error
  }
}
