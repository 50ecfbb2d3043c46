/**
 * node-rdkafka gives librdkafka the memory behind a buffer; an empty one has none, and was sent as null. A null value is
 * a tombstone, on which the LHC client would die; a value of no length is a valid message.
 */
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithCommands } from '../helpers/services.js'

describeWithCommands(['kcat'], 'an empty value', () => {
  it('arrives as a value of no length', async () => {
    const brokers = await embeddedBroker()
    const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
    const record = { topic: 'empty', key: 'k', value: new Uint8Array() }
    expect(await publisher.publish([record], { timeoutMs: 60_000 })).toEqual({ status: 'delivered' })
    await publisher.close(60_000)
    const args = ['-b', brokers, '-t', 'empty', '-C', '-e', '-q', '-f', '%S'] // -1 is null
    const { stdout } = await execa('kcat', args, { timeout: 60_000 })
    expect(stdout).toBe('0')
  })
})
