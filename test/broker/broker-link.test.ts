import { expect, it, onTestFinished } from 'vitest'
import { BrokerLink } from '../../broker/broker-link.js'
import { producerOptions } from '../../broker/client-options.js'
import type { AliecsError } from '../../errors.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

function link(endpoint: string) {
  const seen = { connected: 0, downs: [] as AliecsError[] }
  const made = new BrokerLink(
    endpoint,
    producerOptions(endpoint, {}, { maxMessages: 10, maxBytes: 1000 }),
    {
      connected: () => seen.connected++,
      down: (error) => seen.downs.push(error),
      lost: () => {},
      delivered: () => {},
      refused: () => {},
    },
    new MemoryLogger(),
  )
  onTestFinished(() => made.close())
  return { made, seen }
}

it('goes from CONNECTING to READY to SHUTDOWN', async () => {
  const { made, seen } = link(await embeddedBroker())
  expect(made.state).toBe('CONNECTING')
  expect(made.producer).toBeNull()
  await until(
    () => made.state === 'READY',
    () => made.state,
  )
  expect(made.producer).not.toBeNull()
  expect(seen).toMatchObject({ connected: 1, downs: [] })
  await made.close()
  expect(made.state).toBe('SHUTDOWN')
})

it('says that nobody answers, with the address, and goes on trying', async () => {
  const endpoint = `127.0.0.1:${await freePort()}`
  const { made, seen } = link(endpoint)
  await until(
    () => seen.downs.length >= 2,
    () => `${seen.downs.length} failures`,
  )
  expect(made.state).toBe('TRANSIENT_FAILURE')
  expect(seen.downs[0]).toMatchObject({ code: 'KFK_BROKER_DOWN', message: expect.stringContaining(endpoint) })
})
