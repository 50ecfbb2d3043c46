import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { onExit } from 'signal-exit'
import { kafkaClassPath } from './kafka-jars.js'
import { type KafkaOptions, type KafkaPorts, serverProperties } from './kafka-properties.js'
import { hasLeaders } from './kafka-readiness.js'
import { freePort } from './ports.js'
import { ServerProcess } from './server-process.js'

const FORMAT_TIMEOUT_MS = 240_000
const START_TIMEOUT_MS = 240_000
const PORT_ATTEMPTS = 3

/** Cluster that a broker belongs to. */
interface Cluster {
  id: string
  controllerPort: number
  options: KafkaOptions
}

/** One Kafka broker of a test's own, which keeps its address and its data when it is stopped and started again. */
export class KafkaServer {
  readonly brokers: string
  readonly cluster: Cluster
  readonly #folder: string
  readonly #classPath: string
  readonly #listeners: Readonly<Record<string, number>>
  #process: ServerProcess | null = null

  /** Use {@link startKafka}. */
  constructor(folder: string, classPath: string, ports: KafkaPorts, cluster: Cluster) {
    this.#folder = folder
    this.#classPath = classPath
    this.cluster = cluster
    this.brokers = `127.0.0.1:${ports.broker}`
    this.#listeners = ports.listeners ?? {}
    onExit(() => this.#removeData())
  }

  /** Returns `host:port` of an extra listener. */
  listener(name: string): string {
    const port = this.#listeners[name]
    if (port === undefined) throw new Error(`this Kafka has no listener ${name}`)
    return `127.0.0.1:${port}`
  }

  get isRunning(): boolean {
    return this.#process?.isRunning ?? false
  }

  /** What the broker printed last. */
  get log(): string {
    return this.#process?.log ?? ''
  }

  /** Resolves when the process that runs now is gone, for whatever reason. */
  get gone(): Promise<void> {
    return this.#process?.gone ?? Promise.resolve()
  }

  /** Starts it again, on the same port and data; resolves when every partition has a leader. */
  async start(): Promise<void> {
    if (this.isRunning) throw new Error('this Kafka runs already')
    const args = ['-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
    this.#process = new ServerProcess('Kafka', 'java', [
      ...args,
      ...['-cp', this.#classPath, 'kafka.Kafka', join(this.#folder, 'server.properties')],
    ])
    await this.#process.ready(() => hasLeaders(this.brokers), START_TIMEOUT_MS)
  }

  /** SIGTERM, as an operator stops a broker; SIGKILL if that takes too long. */
  async stop(): Promise<void> {
    await this.#process?.stop()
  }

  /** SIGKILL, as if the machine died. */
  async kill(): Promise<void> {
    await this.#process?.kill()
  }

  /** SIGSTOP: connections stay open, and nothing answers. */
  freeze(): void {
    this.#process?.signal('SIGSTOP')
  }

  thaw(): void {
    this.#process?.signal('SIGCONT')
  }

  /** The end of it: killed, its data removed. */
  async dispose(): Promise<void> {
    await this.kill()
    this.#removeData()
  }

  #removeData(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Starts a broker on free ports with data of its own. Who starts it, ends it with `dispose`. */
export function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  return start(1, async () => {
    return { id: randomUUID(), controllerPort: await freePort(), options }
  })
}

/**
 * Starts another broker in the cluster of one that runs; node ids begin with 2. A topic with its only replica on this broker
 * has no leader while it is down.
 */
export function startAnotherBroker({ cluster }: KafkaServer, nodeId = 2): Promise<KafkaServer> {
  return start(nodeId, () => Promise.resolve(cluster))
}

async function start(nodeId: number, clusterFor: () => Promise<Cluster>): Promise<KafkaServer> {
  for (let attempt = 1; ; attempt++) {
    const kafka = await prepare(nodeId, await clusterFor())
    try {
      await kafka.start()
      return kafka
    } catch (error) {
      await kafka.dispose()
      const clash = kafka.log.includes('Address already in use')
      if (!clash || attempt === PORT_ATTEMPTS) throw error
    }
  }
}

async function prepare(nodeId: number, cluster: Cluster): Promise<KafkaServer> {
  const { id, controllerPort, options } = cluster
  const classPath = await kafkaClassPath(options.version)
  const listeners: Record<string, number> = {}
  for (const name of Object.keys(options.listeners ?? {})) listeners[name] = await freePort()
  const ports: KafkaPorts = { broker: await freePort(), controller: controllerPort, listeners }
  const folder = await mkdtemp(join(tmpdir(), 'aliecs-kafka-broker-'))
  const kafka = new KafkaServer(folder, classPath, ports, cluster)
  const file = join(folder, 'server.properties')
  await writeFile(file, serverProperties(join(folder, 'data'), ports, options, nodeId))
  const isFirst = nodeId === 1
  const standalone = isFirst && options.version !== '3.9.1' ? ['--standalone'] : []
  const users = Object.entries(isFirst ? (options.scramUsers ?? {}) : {}).flatMap(([name, password]) => {
    return ['--add-scram', `SCRAM-SHA-256=[name=${name},password=${password}]`]
  })
  const format = ['format', ...standalone, '--cluster-id', id, '--config', file, ...users]
  await execa('java', ['-cp', classPath, 'kafka.tools.StorageTool', ...format], {
    timeout: FORMAT_TIMEOUT_MS,
    stdin: 'ignore',
  })
  return kafka
}
