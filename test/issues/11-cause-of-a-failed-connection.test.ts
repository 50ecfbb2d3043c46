/**
 * Issue 11, section 3: every failed connection read "broker transport failure" or "all broker connections are down".
 * librdkafka says the reason in its log events only, which were switched off or not read.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type ClientOptions, createKafkaPublisher } from '../../broker/index.js'
import type { ManagedPublisher } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { startCommand } from '../helpers/run-command.js'
import { describeUnless, describeWithKafkaTools, randomName } from '../helpers/services.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'
import { missingCommands } from '../services/commands.js'
import { freePort } from '../services/ports.js'
import { PASSWORDS, type SecuredKafka, startSecuredKafka } from '../services/secured-kafka.js'

const WRONG = 'sEcReT-and-wrong'
/** librdkafka's words that name no reason, and secrets. */
const FORBIDDEN = new RegExp(
  `transport failure|connections are down|undefined|${WRONG}|${PASSWORDS.alice}`,
  'i',
)

let secured: SecuredKafka
let http: Server

const sasl = (
  user: string,
  password: string,
  mechanism: string,
  protocol = 'sasl_plaintext',
): ClientOptions => ({
  'security.protocol': protocol,
  'sasl.mechanisms': mechanism,
  'sasl.username': user,
  'sasl.password': password,
})
const tls = (): ClientOptions => ({ 'security.protocol': 'ssl', 'ssl.ca.location': secured.authority })
const listener = (name: string): string => secured.kafka.listener(name)
const httpAddress = (): string => `127.0.0.1:${(http.address() as AddressInfo).port}`

/** Situation → brokers, options, and the words that name cause and remedy. */
const CASES: Record<string, () => { brokers: string; client: ClientOptions; words: string[] }> = {
  'wrong password, PLAIN': () => ({
    brokers: listener('SASL'),
    client: sasl('alice', WRONG, 'PLAIN'),
    words: ['SASL credentials', 'mechanism PLAIN', 'sasl.username', 'sasl.password'],
  }),
  'wrong password, SCRAM': () => ({
    brokers: listener('SASL'),
    client: sasl('bob', WRONG, 'SCRAM-SHA-256'),
    words: ['SASL credentials', 'mechanism SCRAM-SHA-256', 'sasl.password'],
  }),
  'wrong password over TLS': () => ({
    brokers: listener('SASL_TLS'),
    client: { ...sasl('alice', WRONG, 'PLAIN', 'sasl_ssl'), 'ssl.ca.location': secured.authority },
    words: ['SASL credentials', 'sasl.password'],
  }),
  'mechanism that the broker does not have': () => ({
    brokers: listener('SASL'),
    client: sasl('bob', PASSWORDS.bob, 'SCRAM-SHA-512'),
    words: ['SCRAM-SHA-512', 'only PLAIN,SCRAM-SHA-256', 'sasl.mechanisms'],
  }),
  'SASL to a listener without it': () => ({
    brokers: secured.kafka.brokers,
    client: sasl('alice', PASSWORDS.alice, 'PLAIN'),
    words: ['listener without SASL', 'security.protocol'],
  }),
  'no SASL to a SASL listener': () => ({
    brokers: listener('SASL'),
    client: {},
    words: ['requires SASL', 'security.protocol'],
  }),
  'TLS without SASL to a SASL listener': () => ({
    brokers: listener('SASL_TLS'),
    client: tls(),
    words: ['requires SASL', 'security.protocol'],
  }),
  'TLS to a plaintext listener': () => ({
    brokers: secured.kafka.brokers,
    client: tls(),
    words: ['does not speak TLS', 'plaintext listener', 'security.protocol'],
  }),
  'plaintext to a TLS listener': () => ({
    brokers: listener('TLS'),
    client: {},
    words: ['TLS listener', 'security.protocol'],
  }),
  'SASL in plaintext to a TLS listener': () => ({
    brokers: listener('SASL_TLS'),
    client: sasl('alice', PASSWORDS.alice, 'PLAIN'),
    words: ['TLS listener', 'sasl_ssl'],
  }),
  'host name that does not resolve': () => ({
    brokers: 'kafka.invalid:9092',
    client: {},
    words: ['host name of kafka.invalid:9092 does not resolve', 'kafkaEndpoint'],
  }),
  'advertised listener that does not resolve': () => ({
    brokers: listener('UNRESOLVED'),
    client: {},
    words: [
      'kafka.invalid:9092, the advertised address of broker 1,',
      'does not resolve',
      'advertised.listeners',
    ],
  }),
  'advertised listener that refuses connections': () => ({
    brokers: listener('CLOSED'),
    client: {},
    words: [secured.closed, 'advertised address', 'refuses connections', 'advertised.listeners'],
  }),
  'connection refused': () => ({
    brokers: secured.closed,
    client: {},
    words: [`${secured.closed} refuses connections`, 'kafkaEndpoint'],
  }),
  'unknown CA': () => ({
    brokers: listener('TLS'),
    client: { 'security.protocol': 'ssl', 'ssl.ca.location': secured.otherAuthority },
    words: ['unknown CA (aliecs-kafka test authority)', 'ssl.ca.location'],
  }),
  'expired certificate': () => ({
    brokers: listener('EXPIRED'),
    client: tls(),
    words: [`the certificate of ${listener('EXPIRED')} expired at `],
  }),
  'wrong host name in the certificate': () => ({
    brokers: listener('WRONG_NAME'),
    client: tls(),
    words: ['is for DNS:kafka.example, not for 127.0.0.1'],
  }),
  'no client certificate': () => ({
    brokers: listener('MUTUAL_TLS'),
    client: tls(),
    words: ['requires a client certificate', 'ssl.certificate.location', 'ssl.key.location'],
  }),
  'client certificate of an unknown CA': () => ({
    brokers: listener('MUTUAL_TLS'),
    client: {
      ...tls(),
      'ssl.certificate.location': secured.stranger.certificate,
      'ssl.key.location': secured.stranger.key,
    },
    words: ['refuses the client certificate', 'ssl.certificate.location'],
  }),
  'HTTP server': () => ({ brokers: httpAddress(), client: {}, words: ['answers HTTP', 'kafkaEndpoint'] }),
}

/** Situations in which everything is right. */
const GOOD: Record<string, () => { brokers: string; client: ClientOptions }> = {
  PLAIN: () => ({ brokers: listener('SASL'), client: sasl('alice', PASSWORDS.alice, 'PLAIN') }),
  SCRAM: () => ({ brokers: listener('SASL'), client: sasl('bob', PASSWORDS.bob, 'SCRAM-SHA-256') }),
  'mutual TLS': () => ({
    brokers: listener('MUTUAL_TLS'),
    client: {
      ...tls(),
      'ssl.certificate.location': secured.client.certificate,
      'ssl.key.location': secured.client.key,
    },
  }),
  'a dead broker beside it': () => ({ brokers: `${secured.closed},${secured.kafka.brokers}`, client: {} }),
}

describeUnless(missingCommands('openssl'), 'a connection that fails', () => {
  describeWithKafkaTools('on a real Kafka with all kinds of listeners', () => {
    beforeAll(async () => {
      http = createServer((_request, response) => response.end('not Kafka')).listen(0, '127.0.0.1')
      secured = await startSecuredKafka()
    })
    afterAll(async () => {
      http?.close()
      await secured?.dispose()
    })

    describe('of a publisher', () => {
      const publishers = new Map<string, { publisher: ManagedPublisher; logger: MemoryLogger }>()
      const publish = (name: string) => publishers.get(name)?.publisher as ManagedPublisher
      const record = { topic: randomName('cause'), key: null, value: Buffer.from('x') }

      beforeAll(() => {
        for (const [name, find] of Object.entries(CASES)) {
          const { brokers, client } = find()
          const logger = new MemoryLogger()
          publishers.set(name, { logger, publisher: createKafkaPublisher({ brokers, client, logger }) })
        }
      })
      afterAll(async () => {
        await Promise.all([...publishers.values()].map(({ publisher }) => publisher.close(0)))
      })

      it.each(Object.keys(CASES))('%s: names the cause, once, and keeps it', async (name) => {
        const words = CASES[name]?.().words ?? []
        const { publisher, logger } = publishers.get(name) ?? {}
        const hasAll = (text = ''): boolean => words.every((word) => text.includes(word))
        const warnings = (): string[] => logger?.lines.filter((line) => line.startsWith('warn: ')) ?? []
        await until(
          () => warnings().some(hasAll),
          () => `${words.join(', ')} in:\n${logger?.lines.join('\n')}`,
        )
        const result = await publish(name).publish([record], { timeoutMs: 60_000 })
        expect(result.status).toBe('queued')
        expect(result.status === 'queued' && hasAll(result.error.message)).toBe(true)
        expect(publisher?.connectionState).toBe('TRANSIENT_FAILURE')
        expect(hasAll(publisher?.stats().lastError ?? '')).toBe(true)
        expect(warnings().filter(hasAll)).toHaveLength(1)
        expect(logger?.lines.join('\n')).not.toMatch(FORBIDDEN)
      })
    })

    it.each(Object.keys(GOOD))('%s: delivers, without a warning', async (name) => {
      const logger = new MemoryLogger()
      const publisher = createKafkaPublisher({ ...GOOD[name]?.(), logger } as { brokers: string })
      onTestFinished(async () => void (await publisher.close(0)))
      const record = { topic: randomName('cause'), key: null, value: Buffer.from('x') }
      expect(await publisher.publish([record], { timeoutMs: 60_000 })).toEqual({ status: 'delivered' })
      expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([])
    })

    describe('of a command', () => {
      /** Situations that fail at the handshake, and behind a bootstrap address that answers. */
      const NAMES = ['wrong password, PLAIN', 'advertised listener that does not resolve'] as const
      const RECORDING = JSON.stringify({ topic: 'aliecs.run', key: null, timestampMs: 1, valueHex: '00' })
      const COMMANDS: Record<string, (config: string, recording: string, port: number) => string[]> = {
        topics: (config) => ['topics', '-c', config],
        consume: (config) => ['consume', 'aliecs.run', '-c', config],
        'attach --check': (config) => ['attach', '--check', '-c', config],
        attach: (config, _, port) => ['attach', '-c', config, '--listen', `127.0.0.1:${port}`],
        replay: (config, recording) => ['replay', recording, '-c', config, '--topic-prefix', 'x.'],
        core: (config) => ['core', '-c', config],
      }

      it.each(NAMES.flatMap((name) => Object.keys(COMMANDS).map((command) => [command, name] as const)))(
        '%s, %s',
        async (command, name) => {
          const { brokers, client, words } = CASES[name]?.() ?? { brokers: '', client: {}, words: [] }
          const folder = temporaryFolder()
          const settings = {
            kafkaEndpoint: brokers,
            kafkaEndpoints: [brokers],
            kafkaClient: client,
            integrationPlugins: ['kafka'],
            coreWorkingDir: folder,
            workflowTemplates: [folder],
            controlPort: 0,
            apricotPort: 0,
            pagePort: 0,
            shutdownTimeout: '100ms',
          }
          const tree = { o2: { components: { aliecs: { ANY: { any: { settings } } } } } }
          const config = temporaryFile('settings.yaml', JSON.stringify(tree))
          const recording = temporaryFile('recording.jsonl', RECORDING)
          const args = COMMANDS[command]?.(`file://${config}`, recording, await freePort())
          const { end, printed, interrupt } = startCommand(args ?? [])
          const stderr = (): string[] => printed().stderr
          const hasAll = (line: string): boolean => words.every((word) => line.includes(word))
          await until(
            () => stderr().some(hasAll),
            () => `${words.join(', ')} in:\n${stderr().join('\n')}`,
          )
          interrupt()
          await end
          expect(stderr().filter(hasAll)).toHaveLength(1)
          expect(stderr().join('\n')).not.toMatch(FORBIDDEN)
        },
      )
    })
  })
})
