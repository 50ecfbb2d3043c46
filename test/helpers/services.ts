import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, inject } from 'vitest'
import '../services/global-setup.js' // types of inject
import { missingCommands } from '../services/commands.js'
import { kafkaUnavailable } from '../services/kafka-jars.js'
import { pqUnavailable } from '../services/pq-binary.js'

/** A whole build of Consul, if `make test` has not made it before. */
const START_TIMEOUT_MS = 60 * 60_000

/**
 * Like `describe`, where `reason` is null. Otherwise its tests are reported as skipped, by name and with the reason,
 * or, with CI=true, as failed.
 */
export function describeUnless(reason: string | null, name: string, factory: () => void): void {
  if (reason === null) {
    describe(name, factory)
  } else if (process.env['CI'] === 'true') {
    describe(name, () => {
      beforeAll(() => {
        throw new Error(`CI=true, and unavailable: ${reason}`)
      })
      factory()
    })
  } else {
    describe.skip(`${name} [skipped: ${reason}]`, factory)
  }
}

/** Tests that run another program, as `kcat`; skipped with the reason where one is not on the PATH. */
export function describeWithCommands(commands: string[], name: string, factory: () => void): void {
  describeUnless(missingCommands(...commands), name, factory)
}

/**
 * Tests on the Kafka of this run, which all files share: take random topic names. Call `brokers()` in tests and
 * hooks, for `host:port[,host:port…]`; it throws while tests are collected.
 */
export function describeWithKafka(name: string, factory: (brokers: () => string) => void): void {
  describeWithService('kafka', inject('services').kafkaUnavailable, name, factory)
}

/** Tests on the Consul of this run, which all files share: take random keys. `address()`: `host:port`. */
export function describeWithConsul(name: string, factory: (address: () => string) => void): void {
  describeWithService('consul', inject('services').consulUnavailable, name, factory)
}

/** Tests that start brokers of their own (test/services/kafka.ts) or run Kafka's tools (…/kafka-tool.ts). */
export function describeWithKafkaTools(name: string, factory: () => void): void {
  describeUnless(inject('services').kafkaToolsUnavailable, name, factory)
}

/** Tests that run pq, on a Kafka 3.9 that they start, with the descriptor sets that `make fdset` makes. */
export function describeWithPq(name: string, factory: () => void): void {
  const { kafkaToolsUnavailable } = inject('services')
  const reason = kafkaToolsUnavailable ?? kafkaUnavailable('3.9.1') ?? pqUnavailable()
  describeUnless(reason ?? missingCommands('make', 'mvn'), name, factory)
}

/** For topics, keys and groups on shared servers: `prefix-` and twelve random characters. */
export function randomName(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

function describeWithService(
  service: 'kafka' | 'consul',
  reason: string | null,
  name: string,
  factory: (address: () => string) => void,
): void {
  let address: string | null = null
  describeUnless(reason, name, () => {
    beforeAll(async () => {
      address = await askFor(`${inject('services').url}/${service}`)
    }, START_TIMEOUT_MS)
    factory(() => {
      if (address === null) throw new Error(`the address of ${service} is known in tests and hooks only`)
      return address
    })
  })
}

/** Unlike `fetch`, has no time limit of its own. */
async function askFor(url: string): Promise<string> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(body)
  return body
}
