import { expect, it } from 'vitest'
import { LostKafkaEnabled } from '../../settings/lost-kafka-enabled.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const KEY = 'o2/runtime/aliecs/vars/kafka_enabled'
const GONE = 'is gone: environments that do not set it themselves publish nothing'

it('warns once of each loss, and not of a value that was never there or has changed', () => {
  const logger = new MemoryLogger()
  const lost = new LostKafkaEnabled(logger)
  for (const vars of [{}, { kafka_enabled: 'true' }, { kafka_enabled: 'false' }]) lost.look(vars)
  expect(logger.lines).toEqual([])
  for (const vars of [{ other: '1' }, {}, { kafka_enabled: 'true' }, {}]) lost.look(vars)
  expect(logger.lines).toEqual([
    `warn: ${KEY} was "false" and ${GONE}`,
    `warn: ${KEY} was "true" and ${GONE}`,
  ])
})
