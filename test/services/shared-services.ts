import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../../errors.js'
import { startConsul } from './consul.js'
import { consulUnavailable } from './consul-binary.js'
import { startKafka } from './kafka.js'
import { kafkaUnavailable } from './kafka-jars.js'

/** What the test files are told; a reason why something is unavailable, or null where it is there. */
export interface ServicesInfo {
  /** `GET <url>/kafka` and `GET <url>/consul` answer with an address, or with 500 and the reason. */
  url: string
  kafkaUnavailable: string | null
  consulUnavailable: string | null
  /** Whether brokers of a test's own can be started, and Kafka's command-line tools run. */
  kafkaToolsUnavailable: string | null
}

interface Started {
  address: string
  dispose(): Promise<void>
}

/** One Kafka and one Consul for a whole test run, each started when the first test asks for it. */
export class SharedServices {
  readonly #env: NodeJS.ProcessEnv
  readonly #server: Server
  readonly #started = new Map<string, Promise<Started>>()

  /** @param env `KAFKA_BROKERS`, `CONSUL_HTTP_ADDR`: servers that exist; `ALIECS_TEST_SERVICES=0`: use none */
  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env
    this.#server = createServer(async (request, response) => {
      const name = request.url?.slice(1) ?? ''
      const started = this.#started.get(name) ?? this.#start(name)
      this.#started.set(name, started)
      try {
        response.end((await started).address)
      } catch (error) {
        response.writeHead(500).end(messageOf(error))
      }
    })
  }

  async open(): Promise<ServicesInfo> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    const off = this.#env['ALIECS_TEST_SERVICES'] === '0' ? 'ALIECS_TEST_SERVICES is 0' : null
    const missing = (variable: string, reason: string | null) =>
      off ?? (this.#env[variable] || reason === null ? null : `${reason}, ${variable} not set`)
    return {
      url: `http://127.0.0.1:${port}`,
      kafkaUnavailable: missing('KAFKA_BROKERS', kafkaUnavailable()),
      consulUnavailable: missing('CONSUL_HTTP_ADDR', consulUnavailable()),
      kafkaToolsUnavailable: off ?? kafkaUnavailable(),
    }
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    const started = await Promise.allSettled(this.#started.values())
    await Promise.all(started.map((server) => server.status === 'fulfilled' && server.value.dispose()))
  }

  async #start(name: string): Promise<Started> {
    const existing = this.#env[name === 'kafka' ? 'KAFKA_BROKERS' : 'CONSUL_HTTP_ADDR']
    if (existing) return { address: withoutScheme(existing), dispose: async () => {} }
    if (name === 'kafka') {
      const kafka = await startKafka()
      return { address: kafka.brokers, dispose: () => kafka.dispose() }
    }
    const consul = await startConsul()
    return { address: consul.address, dispose: () => consul.kill() }
  }
}

/** Consul's own tools accept `http://host:port` in CONSUL_HTTP_ADDR. */
function withoutScheme(address: string): string {
  return address.replace(/^http:\/\//, '').replace(/\/$/, '')
}
