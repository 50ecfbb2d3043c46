import { expect, it, onTestFinished } from 'vitest'
import {
  type BatchWriter,
  ensureTopics,
  GroupMember,
  listTopics,
  openTransactionalWriter,
  readToEnd,
} from '../../broker/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'

describeWithKafka('batches in transactions', (brokers) => {
  async function setUp() {
    const [name, lockTopic, topic] = [randomName('group'), randomName('lock'), randomName('out')]
    const signal = new AbortController().signal
    await ensureTopics({ brokers: brokers(), client: {}, logger: new MemoryLogger(), signal }, [
      { name: lockTopic, compactedPartitions: 1 },
      { name: topic },
    ])
    const join = async () => {
      const held = { now: false }
      const lock = await GroupMember.join({
        ...{
          brokers: brokers(),
          client: {},
          group: name,
          topic: lockTopic,
          sessionTimeoutMs: 6000,
          instance: null,
        },
        onAssigned: (given) => {
          held.now = given.includes(0)
        },
        onRevoked: () => {
          held.now = false
        },
        onError: () => {},
      })
      onTestFinished(() => lock.close())
      return { lock, held }
    }
    const open = async (group: GroupMember): Promise<BatchWriter> => {
      const writer = await openTransactionalWriter({
        ...{ brokers: brokers(), client: {}, group, transactionalId: name },
      })
      onTestFinished(() => writer.close())
      return writer
    }
    const read = async (): Promise<string[]> => {
      const values: string[] = []
      const onError = (): void => {}
      await readToEnd(
        { brokers: brokers(), client: {}, onError },
        (name) => name === topic,
        ({ value }) => values.push(value === null ? 'tombstone' : Buffer.from(value).toString()),
      )
      return values
    }
    const batch = (value: string | null, offset: number) => ({
      records: [{ topic, key: 'k', value: value === null ? null : Buffer.from(value) }],
      state: [],
      offsets: [{ topic: lockTopic, partition: 0, offset }],
    })
    return { join, open, read, batch, lockTopic, topic }
  }

  it('are there together with their offsets', async () => {
    const { join, open, read, batch, lockTopic } = await setUp()
    const { lock, held } = await join()
    await until(
      () => held.now,
      () => 'the lock',
    )
    const writer = await open(lock)
    expect(await lock.committed([{ topic: lockTopic, partition: 0 }])).toEqual([null])
    await writer.write(batch('a', 7))
    await writer.write(batch(null, 8))
    expect(await read()).toEqual(['a', 'tombstone'])
    expect(await lock.committed([{ topic: lockTopic, partition: 0 }])).toEqual([8])
  })

  it('of one whose place another one has taken are refused, and nobody reads them', async () => {
    const { join, open, read, batch } = await setUp()
    const first = await join()
    await until(
      () => first.held.now,
      () => 'the lock',
    )
    const old = await open(first.lock)
    await old.write(batch('a', 1))
    const fresh = await open(first.lock)
    expect(await rejection(() => old.write(batch('stale', 2)))).toHaveProperty('code', 'KFK_FENCED')
    await fresh.write(batch('b', 3))
    expect(await read()).toEqual(['a', 'b'])
  })

  it('one member has the lock; when it leaves, the other one', async () => {
    const { join } = await setUp()
    const first = await join()
    await until(
      () => first.held.now,
      () => 'the lock',
    )
    const second = await join()
    await first.lock.close()
    await until(
      () => second.held.now,
      () => 'the lock for the second',
    )
    expect(first.held.now && second.held.now).toBe(false)
  })

  it('topics are made once, the compacted one with one partition', async () => {
    const { lockTopic, topic } = await setUp()
    const there = await listTopics(brokers(), (name) => name === lockTopic || name === topic)
    expect(there.filter((each) => each.topic === lockTopic)).toHaveLength(1)
    expect(there.some((each) => each.topic === topic)).toBe(true)
  })
})
