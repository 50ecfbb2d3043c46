/** docs/guides/decode.md as tests run it: its lines of code, what they find on a broker, what they print. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import events from '#generated/protos/events_pb.js'
import { createKafkaPublisher } from '../../broker/index.js'
import { atLeast } from './at-least.js'
import { checkoutFolder } from './checkout-folder.js'
import { MemoryLogger } from './memory-logger.js'
import { runShellLine } from './shell-line.js'

const ENVIRONMENT = '2rE9AV3m1HL'
const RUN = 567_001
/** Nanoseconds of two events; a double holds neither. */
export const NANOS = ['1795416356289000001', '1795416356289000003']

export const page = readFileSync(join(import.meta.dirname, '../../docs/guides/decode.md'), 'utf8')

/** What stands between the fences of this language. */
export const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code)

const lines = blocks('sh').flatMap((block) => block.trimEnd().split('\n'))
const needsMore = (line: string): boolean => /\bpq |kafka-console-consumer/.test(line)
/** Those with pq and with Kafka's own tools, and the rest. */
export const linesWithServers = atLeast(1, lines.filter(needsMore), 'commands that need servers')
export const linesWithout = atLeast(
  1,
  lines.filter((line) => !needsMore(line)),
  'commands that need no server',
)

/** Where the code runs: a checkout, and programs that the page expects on the PATH. */
export class Workplace {
  readonly #checkout = checkoutFolder()
  readonly #programs = join(this.#checkout.path, 'programs')

  constructor() {
    mkdirSync(this.#programs)
  }

  path(file: string): string {
    return join(this.#checkout.path, file)
  }

  program(name: string, command: string): void {
    writeFileSync(join(this.#programs, name), `#!/bin/sh\n${command}\n`)
    chmodSync(join(this.#programs, name), 0o755)
  }

  /** @param untilLines for what waits for more: ended when it has printed so many */
  run(line: string, untilLines?: number): Promise<string[]> {
    const where = { cwd: this.#checkout.path, path: this.#programs }
    return runShellLine(line, untilLines === undefined ? where : { ...where, untilLines })
  }

  remove(): void {
    this.#checkout.remove()
  }
}

/** Two events of an environment and a Start of Run. */
export async function writeSome(brokers: string): Promise<void> {
  const event = (nano: string): Uint8Array => {
    const environment = new events.Ev_EnvironmentEvent()
    environment.setEnvironmentid(ENVIRONMENT)
    environment.setState('RUNNING')
    const message = new events.Event()
    message.setTimestampnano(nano)
    message.setEnvironmentevent(environment)
    return message.serializeBinary()
  }
  const info = new kafka.EnvInfo()
  info.setEnvironmentid(ENVIRONMENT)
  info.setRunnumber(RUN)
  const startOfRun = new kafka.NewStateNotification()
  startOfRun.setEnvinfo(info)
  const records = [
    ...NANOS.map((nano) => ({ topic: 'aliecs.environment', value: event(nano) })),
    { topic: 'aliecs.env_state.RUNNING', value: startOfRun.serializeBinary() },
  ].map((record) => ({ ...record, key: ENVIRONMENT }))
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  expect(await publisher.publish(records, { timeoutMs: 60_000 })).toEqual({ status: 'delivered' })
  expect(await publisher.close(60_000)).toEqual([])
}

/** Of what was written to the line's topic, what the line has to print: nanoseconds, or a run number. */
export function hasToPrint(line: string): string[] {
  if (line.includes('aliecs.env_state.RUNNING')) return [String(RUN)]
  return / -c 1 |--max-messages 1 /.test(line) ? NANOS.slice(0, 1) : NANOS
}

/** The nanoseconds and run numbers in what was printed, with all their digits, in their order. */
export const numbersIn = (printed: readonly string[]): string[] =>
  printed.join('\n').match(new RegExp(`\\b(\\d{19}|${RUN})\\b`, 'g')) ?? []
