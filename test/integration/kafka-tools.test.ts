/** The plain tools of docs/kafka.md, against a broker that we wrote to: what they print is what was published. */
import { execa } from 'execa'
import { beforeAll, expect, it } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import type { PublishRecord } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { runCycles } from '../helpers/environment-simulation.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import {
  describeWithCommands,
  describeWithKafka,
  describeWithKafkaTools,
  randomName,
} from '../helpers/services.js'
import { runKafkaTool } from '../services/kafka-tool.js'

const TIMEOUT_MS = 120_000
const RUNNING = 'aliecs.env_state.RUNNING'

describeWithKafkaTools('with the tools of Apache Kafka', () => {
  describeWithKafka('on the shared broker', (brokers) => {
    const environmentId = randomName('env')
    let published: PublishRecord[]

    beforeAll(async () => {
      const publisher = createKafkaPublisher({ brokers: brokers(), logger: new MemoryLogger() })
      published = []
      const plugin = new KafkaPlugin({
        logger: new MemoryLogger(),
        publisher: {
          publish: (records, options) => {
            published.push(...records)
            return publisher.publish(records, options)
          },
        },
      })
      await plugin.init('tools')
      expect(await runCycles(plugin, environmentId, [4_294_967_295], '60s')).toEqual([])
      await plugin.destroy()
      expect(await publisher.close(60_000)).toEqual([])
    }, TIMEOUT_MS)

    const mine = () => published.find(({ topic, key }) => topic === RUNNING && key === environmentId)?.value

    it('kafka-topics lists the topics', async () => {
      const args = ['--bootstrap-server', brokers(), '--list']
      const output = await runKafkaTool('org.apache.kafka.tools.TopicCommand', args, {
        timeoutMs: TIMEOUT_MS,
      })
      const topics = output.toString().split('\n')
      expect(topics).toEqual(expect.arrayContaining([...new Set(published.map(({ topic }) => topic))]))
    })

    it('kafka-console-consumer prints the bytes of a Start of Run', async () => {
      const args = [
        '--bootstrap-server',
        brokers(),
        '--topic',
        RUNNING,
        '--from-beginning',
        '--timeout-ms',
        '10000',
      ]
      const tool = 'org.apache.kafka.tools.consumer.ConsoleConsumer'
      const output = await runKafkaTool(tool, args, { timeoutMs: TIMEOUT_MS })
      expect(output.includes(Buffer.from(mine() ?? ''))).toBe(true)
    })

    describeWithCommands(['kcat'], 'kcat', () => {
      it('reads key and value', async () => {
        const args = ['-b', brokers(), '-t', RUNNING, '-C', '-e', '-q', '-o', 'beginning', '-f', '%k %S ']
        const { stdout } = await execa('kcat', args, { timeout: TIMEOUT_MS })
        expect(stdout).toContain(`${environmentId} ${mine()?.byteLength} `)
        const value = await execa('kcat', ['-b', brokers(), '-t', RUNNING, '-C', '-e', '-q', '-D', ''], {
          encoding: 'buffer',
          timeout: TIMEOUT_MS,
        })
        expect(Buffer.from(value.stdout).includes(Buffer.from(mine() ?? ''))).toBe(true)
      })
    })
  })
})
