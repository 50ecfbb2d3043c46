/**
 * Issue 11: a topic that was deleted and created again while it was read. Offsets then start at 0; where the new topic was already
 * longer than the old one, its first records were never read.
 */
import { expect, it } from 'vitest'
import { adminOf, writeKeys } from '../helpers/kafka-topics.js'
import { startCommand } from '../helpers/run-command.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 300_000

describeWithKafka('a topic that is created again while it is read', (brokers) => {
  it.each([
    ['more records than before', ['c', 'd', 'e', 'f']],
    ['fewer records than before', ['c']],
  ])(
    'with %s is read from its beginning',
    async (_, keys) => {
      const topic = `${randomName('again')}.aliecs.run`
      const admin = await adminOf(brokers())
      const create = () => admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true })
      const command = startCommand(['consume', topic, '--brokers', brokers(), '--json'])
      await until(
        () => command.printed().stderr.includes(`topic ${topic} does not exist yet; waiting for it`),
        () => 'that it waits',
      )
      await create()
      await writeKeys(brokers(), { topic }, ['a', 'b'])
      const read = () =>
        command
          .printed()
          .stdout.filter((line) => line !== '')
          .map((line) => (JSON.parse(line) as { key: string }).key)
      await until(
        () => read().length >= 2,
        () => read().join(),
      )
      await admin.deleteTopics({ topics: [topic] })
      await until(
        async () => !(await admin.listTopics()).includes(topic),
        () => 'the topic to be gone',
      )
      await create()
      await writeKeys(brokers(), { topic }, keys)
      await until(
        () => read().length >= 2 + keys.length,
        () => read().join(),
      )
      command.interrupt()
      const { exitCode, stderr } = await command.end
      expect(exitCode).toBe(0)
      expect(read()).toEqual(['a', 'b', ...keys])
      expect(stderr).toContain(`topic ${topic} appeared; reading it from its beginning`)
      expect(stderr).toContain(`topic ${topic} was deleted and created again; reading it from its beginning`)
    },
    TIMEOUT_MS,
  )
})
