import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { AttachFigures, AttachTopics, type RecordedRecord, replay, runAttach } from '../../attach/index.js'
import {
  type ClientOptions,
  createKafkaPublisher,
  ensureTopics,
  startEmbeddedBroker,
  TopicReader,
} from '../../broker/index.js'
import { delayText } from '../attach/delays.js'
import { AttachDemoDisplay, isLegacy } from '../attach/demo-display.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_FAILED, EXIT_OK, UsageError } from '../failure.js'
import { createLogger } from '../log.js'
import { replaySpeed } from '../replay-speed.js'
import { readRecording } from './replay.js'

/** Those that attach follows. */
const EVENTS = /^aliecs\.(core|environment|run)$/
/** How long the last records may take. */
const LAST_RECORDS_MS = 5000
const STARTED_LIMIT_MS = 60_000

interface DemoOptions extends BrokerOptions {
  speed: number
}

export function demoAttachCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('demo-attach'))
    .argument('<recording.jsonl>', 'with the events and the legacy records of a core')
    .option('--speed <factor>', '10 is ten times as fast as it was; max: as fast as it goes', replaySpeed, 5)
    .addHelpText('after', '\nWithout --brokers or --config, on a broker inside this process.')
    .action((file: string, options: DemoOptions) => choose((context) => runDemo(file, options, context)))
}

async function runDemo(file: string, options: DemoOptions, context: CommandContext): Promise<number> {
  const recording = await readRecording(file)
  const events = recording.filter(({ topic }) => EVENTS.test(topic))
  if (events.length === 0) throw new UsageError(`${file}: there is no event of a core in it`)
  if (options.brokers !== undefined || options.config !== undefined) {
    const { eventBrokers, client } = await findBrokers(options, context)
    return show({ recording, events, brokers: eventBrokers, client, speed: options.speed }, context)
  }
  const broker = await startEmbeddedBroker()
  try {
    return await show(
      { recording, events, brokers: broker.endpoint, client: {}, speed: options.speed, fetchWaitMs: 5 },
      context,
    )
  } finally {
    await broker.stop()
  }
}

interface DemoRun {
  recording: readonly RecordedRecord[]
  events: readonly RecordedRecord[]
  brokers: string
  client: ClientOptions
  speed: number
  fetchWaitMs?: number
}

async function show(
  { recording, events, brokers, client, speed, fetchWaitMs }: DemoRun,
  { out, err, interruption }: CommandContext,
): Promise<number> {
  const logger = createLogger({ err, level: 'warn', format: 'text' })
  const id = randomBytes(3).toString('hex')
  const prefix = `attach-demo-${id}-`
  const sourcePrefix = `attach-demo-${id}-source-`
  const topics = new AttachTopics({ prefix, sourcePrefix })
  const figures = new AttachFigures()
  const ended = new AbortController()
  const signal = AbortSignal.any([interruption.signal, ended.signal])
  // The embedded broker makes no compacted topics; and no core has written to those that are followed.
  const wanted = [topics.state, ...topics.followed].map((name) => ({ name }))
  await ensureTopics({ brokers, client, logger, signal }, wanted)
  const following = runAttach(
    {
      ...{ brokers, client, fetchWaitMs, topics, logger, figures, gate: 'kafka_enabled', gateDefault: false },
      ...{
        delivery: 'exactly-once',
        begin: 'beginning',
        sessionTimeoutMs: 10_000,
        instance: null,
        shares: null,
        isAlone: true,
      },
    },
    signal,
  )
  const display = new AttachDemoDisplay(out, prefix, recording)
  const publisher = createKafkaPublisher({ brokers, client, logger })
  const reader = await TopicReader.open({
    ...{ brokers, client, fetchWaitMs, fromBeginning: true, onError: () => {} },
    topics: (topic) => topic.startsWith(prefix) && isLegacy(topic.slice(prefix.length)),
    onRecord: (record) => display.arrived(record),
  })
  try {
    await waitFor(() => figures.status === 'following', STARTED_LIMIT_MS, signal)
    display.header()
    const onSent = (record: RecordedRecord): void => display.sent(record)
    await replay(events, publisher, { speed, prefix: sourcePrefix, signal, onSent })
    await waitFor(() => display.received >= display.expected, LAST_RECORDS_MS, signal)
  } finally {
    await reader.close()
    await publisher.close(0)
    ended.abort()
    await following
  }
  if (interruption.signal.aborted) return interruption.exitCode()
  return summary(display, out)
}

function summary(display: AttachDemoDisplay, out: CommandContext['out']): number {
  const { ours, theirs } = display.figures()
  const { bold, red } = out.colors
  out.print('')
  out.print(bold(`${display.received} legacy records from ${display.expected} of the Go plugin, same topics`))
  if (ours)
    out.print(
      `attach      half of them within ${delayText(ours.median)}, all within ${delayText(ours.largest)}`,
    )
  if (theirs)
    out.print(
      `Go plugin   half of them within ${delayText(theirs.median)}, all within ${delayText(theirs.largest)}`,
    )
  const { missing, different } = display
  const extra = display.received - (display.expected - missing)
  if (missing === 0 && different === 0 && extra === 0) return EXIT_OK
  out.print(red(`${missing} missing, ${extra} extra, ${different} different`))
  return EXIT_FAILED
}

async function waitFor(condition: () => boolean, limitMs: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + limitMs
  while (!condition() && performance.now() < end && !signal.aborted) {
    await sleep(20, undefined, { signal }).catch(() => {})
  }
}
