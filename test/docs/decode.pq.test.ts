/** The lines with pq and with Kafka's own tools of docs/guides/decode.md read what was written, to the last digit. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasToPrint, linesWithServers, numbersIn, Workplace, writeSome } from '../helpers/decode-guide.js'
import { describeWithCommands, describeWithPq } from '../helpers/services.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'
import { kafkaClassPath } from '../services/kafka-jars.js'
import { pqBinary } from '../services/pq-binary.js'

const TIMEOUT_MS = 300_000

describeWithPq('on Kafka 3.9', () => {
  describeWithCommands(['kcat'], 'with kcat', () => {
    const workplace = new Workplace()
    let kafka: KafkaServer

    beforeAll(async () => {
      kafka = await startKafka({ version: '3.9.1' })
      await writeSome(kafka.brokers)
      workplace.program('pq', `exec '${await pqBinary()}' "$@"`)
      const tool = 'org.apache.kafka.tools.consumer.ConsoleConsumer'
      const java = 'java -Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=error'
      workplace.program(
        'kafka-console-consumer.sh',
        `exec ${java} -cp '${await kafkaClassPath()}' ${tool} "$@"`,
      )
      await workplace.run('make fdset')
    }, TIMEOUT_MS)
    afterAll(async () => {
      await kafka?.dispose()
      workplace.remove()
    })

    it.each(linesWithServers)(
      '%s',
      async (line) => {
        const expected = hasToPrint(line)
        const untilLines = line.includes(' pq kafka ') ? expected.length : undefined
        const printed = await workplace.run(line.replace('host:9092', kafka.brokers), untilLines)
        expect(numbersIn(printed)).toEqual(expected)
      },
      TIMEOUT_MS,
    )
  })
})
