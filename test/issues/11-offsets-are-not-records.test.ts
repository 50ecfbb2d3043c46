/**
 * Issue 11: transaction markers, aborted records and deleted records take offsets. `consume --until-end` waited for a record at the
 * last offset, and `topics` took the number of offsets for that of records.
 */
import { Kafka, logLevel } from 'kafkajs'
import { expect, it, onTestFinished } from 'vitest'
import { type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { adminOf, deleteRecords, writeKeys } from '../helpers/kafka-topics.js'
import { remarksOf, runCommand } from '../helpers/run-command.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { writeInTransaction } from '../helpers/transaction.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 300_000
const MESSAGE = Buffer.from([0x10, 0x05])

describeWithKafka('offsets without records', (brokers) => {
  async function newTopic(): Promise<string> {
    const topic = `${randomName('offsets')}.aliecs.env_state.RUNNING`
    const admin = await adminOf(brokers())
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
    return topic
  }

  const transaction = (topic: string, keys: readonly string[], end: 'commit' | 'abort' = 'commit') =>
    writeInTransaction(
      brokers(),
      keys.map((key) => ({ topic, key, value: MESSAGE })),
      end,
    )

  async function openTransaction(topic: string, key: string): Promise<void> {
    const kafka = new Kafka({ brokers: brokers().split(','), logLevel: logLevel.NOTHING })
    const transactionalId = randomName('open')
    const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const open = await producer.transaction()
    await open.send({ topic, messages: [{ key, value: MESSAGE }] })
    onTestFinished(async () => {
      await open.abort()
      await producer.disconnect()
    })
  }

  async function shown(topic: string) {
    const where = ['--brokers', brokers(), '--json']
    const consumed = await runCommand(['consume', topic, '--until-end', ...where])
    const listed = await runCommand(['topics', topic, ...where])
    for (const { exitCode, stderr } of [consumed, listed]) {
      expect({ exitCode, remarks: remarksOf(stderr) }).toEqual({ exitCode: 0, remarks: [] })
    }
    const records = consumed.stdout.filter((line) => line !== '')
    const keys = records.map((line) => (JSON.parse(line) as { key: string }).key)
    return { keys, counted: (JSON.parse(listed.stdout[0] ?? '') as { records: number }).records }
  }

  it.each<[string, (topic: string) => Promise<void>, string[]]>([
    ['the end of a transaction', (topic) => transaction(topic, ['a', 'b']), ['a', 'b']],
    [
      'an aborted transaction',
      async (topic) => {
        await writeKeys(brokers(), { topic }, ['a'])
        await transaction(topic, ['taken back'], 'abort')
      },
      ['a'],
    ],
    ['nothing but an aborted transaction', (topic) => transaction(topic, ['taken back'], 'abort'), []],
    [
      'an open transaction',
      async (topic) => {
        await writeKeys(brokers(), { topic }, ['a'])
        await openTransaction(topic, 'not yet')
      },
      ['a'],
    ],
    [
      'a deleted beginning',
      async (topic) => {
        await writeKeys(brokers(), { topic }, ['gone', 'gone too', 'c'])
        await deleteRecords(await adminOf(brokers()), topic, 2)
      },
      ['c'],
    ],
    [
      'only deleted records',
      async (topic) => {
        await writeKeys(brokers(), { topic }, ['gone', 'gone too'])
        await deleteRecords(await adminOf(brokers()), topic, 2)
      },
      [],
    ],
    ['no record at all', () => Promise.resolve(), []],
  ])(
    'consume --until-end ends, and topics counts records, on a topic with %s',
    async (_, write, expected) => {
      const topic = await newTopic()
      await write(topic)
      expect(await shown(topic)).toEqual({ keys: expected, counted: expected.length })
    },
    TIMEOUT_MS,
  )

  it(
    'a reader of the last records brings as many records as it is asked for',
    async () => {
      const topic = await newTopic()
      for (const key of ['1', '2', '3', '4', '5']) await transaction(topic, [key])
      await transaction(topic, Array(20).fill('taken back'), 'abort')
      const records: ReceivedRecord[] = []
      const reader = await TopicReader.open({
        brokers: brokers(),
        topics: (name) => name === topic,
        fromBeginning: true,
        lastOf: () => 3,
        onRecord: (record) => records.push(record),
        onError: () => {},
      })
      onTestFinished(() => reader.close())
      await transaction(topic, ['6'])
      const keys = () => records.map(({ key }) => key)
      await until(
        () => keys().includes('6'),
        () => keys().join(),
      )
      expect(keys()).toEqual(['3', '4', '5', '6'])
    },
    TIMEOUT_MS,
  )
})
