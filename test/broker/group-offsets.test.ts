import { expect, it, onTestFinished } from 'vitest'
import { createTopic } from '../../broker/create-topic.js'
import { GroupMember, GroupOffsets } from '../../broker/index.js'
import { rejection } from '../helpers/caught.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

it('no broker answers: KFK_BROKER_DOWN', async () => {
  const options = { brokers: `127.0.0.1:${await freePort()}`, client: {}, group: randomName('group') }
  expect(await rejection(() => GroupOffsets.open(options))).toMatchObject({ code: 'KFK_BROKER_DOWN' })
})

describeWithKafka('offsets of a group of nobody', (brokers) => {
  async function setUp() {
    const topic = randomName('followed')
    const client = { 'metadata.broker.list': brokers() }
    await createTopic(client, { name: topic, partitions: 2, replicationFactor: 1 }, 30_000)
    const open = async (group: string): Promise<GroupOffsets> => {
      const offsets = await GroupOffsets.open({ brokers: brokers(), client: {}, group })
      onTestFinished(() => offsets.close())
      return offsets
    }
    const partitions = [0, 1].map((partition) => ({ topic, partition }))
    return { topic, partitions, open, group: randomName('group') }
  }

  it('are null where there are none, and those of another group are not its own', async () => {
    const { topic, partitions, open, group } = await setUp()
    const offsets = await open(group)
    expect(await offsets.committed(partitions)).toEqual([null, null])
    offsets.commit([{ topic, partition: 1, offset: 0 }])
    await until(
      async () => (await offsets.committed(partitions))[1] !== null,
      () => 'committed',
    )
    expect(await offsets.committed(partitions)).toEqual([null, 0]) // which is not none
    expect(await (await open(randomName('group'))).committed(partitions)).toEqual([null, null])
  })

  it('are there for the next one, each the latest, in the order in which it asks', async () => {
    const { topic, partitions, open, group } = await setUp()
    const first = await open(group)
    first.commit(partitions.map((each) => ({ ...each, offset: 1 })))
    first.commit([
      { topic, partition: 0, offset: 70 },
      { topic, partition: 1, offset: 71 },
    ])
    await first.close()
    const next = await open(group)
    expect(await next.committed(partitions)).toEqual([70, 71])
    expect(await next.committed(partitions.toReversed())).toEqual([71, 70])
  })
  it('are not kept while the group has a member: who commits is told so the next time', async () => {
    const { topic, partitions, open, group } = await setUp()
    const offsets = await open(group)
    let isAssigned = false
    const member = await GroupMember.join({
      ...{ brokers: brokers(), client: {}, group, topic, instance: null, sessionTimeoutMs: 6000 },
      onAssigned: () => {
        isAssigned = true
      },
      onRevoked: () => {},
      onError: () => {},
    })
    onTestFinished(() => member.close())
    await until(
      () => isAssigned,
      () => 'a member',
    )
    const commit = (offset: number): void => offsets.commit([{ topic, partition: 0, offset }])
    commit(1)
    const refusals: unknown[] = []
    await until(
      () => {
        try {
          commit(2)
        } catch (error) {
          refusals.push(error)
        }
        return refusals.length > 0
      },
      () => 'a refusal',
    )
    expect(refusals).toMatchObject([
      { code: 'KFK_CLIENT', message: expect.stringContaining('Unknown member') },
    ])
    expect(await offsets.committed(partitions)).toEqual([null, null])
  })
})
