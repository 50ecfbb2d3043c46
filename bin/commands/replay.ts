import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { parseRecording, type RecordedRecord, replay } from '../../attach/index.js'
import { createKafkaPublisher } from '../../broker/index.js'
import { splitTopic } from '../../records/index.js'
import { fileReason } from '../../settings/index.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_FAILED, EXIT_OK, UsageError } from '../failure.js'
import { createLogger } from '../log.js'
import { replaySpeed } from '../replay-speed.js'
import { topicPrefix } from '../topic-prefix.js'

/** What the core itself writes; the rest of a recording is what its plugin made of it. */
const EVENTS = /^aliecs\.(core|environment|run|call|role|task|integrated_service\..+)$/
const CLOSE_TIMEOUT_MS = 10_000

interface ReplayOptions extends BrokerOptions {
  topicPrefix: string
  speed: number
  all?: true
}

export function replayCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('replay'))
    .argument('<recording.jsonl>', 'a JSON object per line: topic, key, timestampMs, valueHex')
    .option('--topic-prefix <text>', 'write to topics with this in front of their names', topicPrefix, '')
    .option('--speed <factor>', '10 is ten times as fast as it was; max: as fast as it goes', replaySpeed, 1)
    .option('--all', 'the legacy records that are in the recording too')
    .action((file: string, options: ReplayOptions) => choose((context) => runReplay(file, options, context)))
}

async function runReplay(
  file: string,
  { topicPrefix: prefix, speed: factor, all, ...options }: ReplayOptions,
  context: CommandContext,
): Promise<number> {
  const { err, interruption } = context
  const records = (await readRecording(file)).filter(({ topic }) => all === true || isEvent(topic))
  if (records.length === 0) throw new UsageError(`${file}: there is no event in it`)
  const { eventBrokers: brokers, client } = await findBrokers(options, context)
  const logger = createLogger({ err, level: 'warn', format: 'text' })
  const publisher = createKafkaPublisher({ brokers, client, logger })
  const { signal } = interruption
  const begunMs = performance.now()
  try {
    const taken = await replay(records, publisher, { speed: factor, prefix, signal })
    const lost = await publisher.close(signal.aborted ? 0 : CLOSE_TIMEOUT_MS)
    const seconds = ((performance.now() - begunMs) / 1000).toFixed(1)
    err.print(`${taken - lost.length} of ${records.length} events written to ${brokers} in ${seconds} s`)
    if (signal.aborted) return interruption.exitCode()
    return lost.length > 0 ? EXIT_FAILED : EXIT_OK
  } finally {
    await publisher.close(0)
  }
}

/** Also of a recording of topics with a prefix. */
function isEvent(topic: string): boolean {
  return EVENTS.test(splitTopic(topic).name)
}

/** @throws UsageError; AliecsError SCENARIO_INVALID */
export async function readRecording(file: string): Promise<RecordedRecord[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${fileReason(error)}`)
  })
  return parseRecording(text, file)
}
