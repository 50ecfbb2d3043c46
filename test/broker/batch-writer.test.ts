import { expect, it, onTestFinished } from 'vitest'
import {
  type BatchWriter,
  ensureTopics,
  GroupOffsets,
  openTransactionalWriter,
  readToEnd,
} from '../../broker/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'

describeWithKafka('batches in transactions', (brokers) => {
  async function setUp() {
    const [name, stateTopic, topic] = [randomName('group'), randomName('state'), randomName('out')]
    const signal = new AbortController().signal
    await ensureTopics({ brokers: brokers(), client: {}, logger: new MemoryLogger(), signal }, [
      { name: stateTopic, compactedPartitions: 1 },
      { name: topic },
    ])
    const open = async (): Promise<{ writer: BatchWriter; offsets: GroupOffsets }> => {
      const offsets = await GroupOffsets.open({ brokers: brokers(), client: {}, group: name })
      onTestFinished(() => offsets.close())
      const writer = await openTransactionalWriter({
        ...{ brokers: brokers(), client: {}, offsets, transactionalId: name },
      })
      onTestFinished(() => writer.close())
      return { writer, offsets }
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
      offsets: [{ topic: stateTopic, partition: 0, offset }],
    })
    return { open, read, batch, stateTopic, topic }
  }

  it('are there together with their offsets', async () => {
    const { open, read, batch, stateTopic } = await setUp()
    const { writer, offsets } = await open()
    expect(await offsets.committed([{ topic: stateTopic, partition: 0 }])).toEqual([null])
    await writer.write(batch('a', 7))
    await writer.write(batch(null, 8))
    expect(await read()).toEqual(['a', 'tombstone'])
    expect(await offsets.committed([{ topic: stateTopic, partition: 0 }])).toEqual([8])
  })

  it('of one whose place another one has taken are refused, and nobody reads them', async () => {
    const { open, read, batch } = await setUp()
    const { writer: old } = await open()
    await old.write(batch('a', 1))
    const { writer: fresh } = await open()
    expect(await rejection(() => old.write(batch('stale', 2)))).toHaveProperty('code', 'KFK_FENCED')
    await fresh.write(batch('b', 3))
    expect(await read()).toEqual(['a', 'b'])
  })
})
