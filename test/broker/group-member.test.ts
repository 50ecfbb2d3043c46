import { Kafka, logLevel } from 'kafkajs'
import { expect, it, onTestFinished } from 'vitest'
import { ensureTopics, GroupMember } from '../../broker/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'

describeWithKafka('members of a group', (brokers) => {
  async function setUp(partitions: number) {
    const [group, topic] = [randomName('group'), randomName('shared')]
    const signal = new AbortController().signal
    await ensureTopics({ brokers: brokers(), client: {}, logger: new MemoryLogger(), signal }, [
      { name: topic, compactedPartitions: partitions },
    ])
    const join = async (instance: string | null = null) => {
      const held = new Set<number>()
      const seen = { revoked: 0, errors: [] as string[] }
      const member = await GroupMember.join({
        ...{ brokers: brokers(), client: {}, group, topic, instance, sessionTimeoutMs: 6000 },
        onAssigned: (given) => {
          for (const each of given) held.add(each)
        },
        onRevoked: (taken) => {
          seen.revoked += taken.length
          for (const each of taken) held.delete(each)
        },
        onError: ({ code }) => seen.errors.push(code),
      })
      onTestFinished(() => member.close())
      return { member, held, seen }
    }
    const admin = new Kafka({ brokers: [brokers()], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    onTestFinished(() => admin.disconnect())
    const members = async (count: number): Promise<void> => {
      await until(
        async () => {
          const [found] = (await admin.describeGroups([group])).groups
          return found?.state === 'Stable' && found.members.length === count
        },
        () => `${count} members of ${group}`,
      )
    }
    return { join, members }
  }

  const holds = (held: Set<number>, count: number): Promise<void> =>
    until(
      () => held.size === count,
      () => `${count} partitions, has ${[...held].join()}`,
    )

  it('have each partition once, and who joins takes nothing from one that has no more than its part', async () => {
    const { join, members } = await setUp(1)
    const first = await join()
    await holds(first.held, 1)
    const second = await join()
    await members(2)
    expect([first.seen.revoked, first.held.size, second.held.size]).toEqual([0, 1, 0])
    await first.member.close()
    await holds(second.held, 1)
  })

  it('share: who has more than the others gives some up, and keeps the rest', async () => {
    const { join } = await setUp(3)
    const first = await join()
    await holds(first.held, 3)
    const second = await join()
    await holds(second.held, 1)
    expect([...first.held, ...second.held].toSorted()).toEqual([0, 1, 2])
    expect(first.seen.revoked).toBe(1)
  })

  it('of one name: the first one is told that it is out', async () => {
    const { join } = await setUp(1)
    const first = await join('twin')
    await holds(first.held, 1)
    await join('twin')
    await until(
      () => first.seen.errors.includes('KFK_INSTANCE_TAKEN'),
      () => `errors: ${first.seen.errors.join()}`,
    )
  })
})
