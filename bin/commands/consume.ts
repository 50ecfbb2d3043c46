import { Command } from 'commander'
import { type ClientOptions, listTopics, TopicReader } from '../../broker/index.js'
import { decodeRecord, type RawRecord, RecordLines, toRecordJson, WIDE_COLUMNS } from '../../records/index.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import { Complaints } from '../complaints.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_OK } from '../failure.js'
import { aborted } from '../interruption.js'
import { positiveInteger } from '../numbers.js'
import { ReadingGoal } from '../reading-goal.js'
import { matchTopics } from '../topic-patterns.js'
import { unreachable } from '../unreachable.js'

interface ConsumeOptions extends BrokerOptions {
  fromBeginning?: boolean
  untilEnd?: boolean
  count?: number
  json?: boolean
}

export function consumeCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('consume'))
    .description('Show the records of topics, decoded, as they come. Ctrl-C ends it.')
    .argument('<topic...>', "topics; * stands for anything: 'aliecs.env_state.*'")
    .option('--from-beginning', 'begin with the oldest records')
    .option('--until-end', 'end when the records that are there now are read')
    .option('-n, --count <number>', 'end after so many records', positiveInteger)
    .option('--json', 'one JSON object per line')
    .action((topics: string[], options: ConsumeOptions) =>
      choose((context) => runConsume(topics, options, context)),
    )
}

async function runConsume(
  patterns: readonly string[],
  options: ConsumeOptions,
  context: CommandContext,
): Promise<number> {
  const { err, interruption } = context
  const { brokers, client } = await findBrokers(options, context)
  const wanted = matchTopics(patterns)
  const goal = await setGoal({ patterns, brokers, client }, options, context)
  const show = printer(patterns, options, context)
  const complaints = new Complaints(brokers, (message) => err.print(err.colors.yellow(message)))
  const fromBeginning = options.fromBeginning === true
  const reader = await TopicReader.open({
    brokers,
    client,
    topics: wanted,
    fromBeginning,
    onRecord: (record) => {
      if (goal.isReached || interruption.signal.aborted) return
      complaints.recovered()
      show(record)
      goal.read(record)
    },
    onError: (error) => complaints.error(error),
  }).catch(unreachable(brokers))
  try {
    await Promise.race([goal.reached, aborted(interruption.signal)])
  } finally {
    await reader.close()
  }
  return EXIT_OK // Ctrl-C is how it is meant to end
}

/** When to end by itself; says which topics are not there yet. */
async function setGoal(
  { patterns, brokers, client }: { patterns: readonly string[]; brokers: string; client: ClientOptions },
  { fromBeginning, untilEnd, count }: ConsumeOptions,
  { err }: CommandContext,
): Promise<ReadingGoal> {
  const there = await listTopics(brokers, matchTopics(patterns), client).catch(unreachable(brokers))
  for (const pattern of patterns) {
    if (there.some(({ topic }) => matchTopics([pattern])(topic))) continue
    const what = pattern.includes('*')
      ? `no topic ${pattern} exists yet`
      : `topic ${pattern} does not exist yet`
    err.print(err.colors.yellow(untilEnd === true ? what : `${what}; waiting for it`))
  }
  const begin = fromBeginning === true ? 'low' : 'high'
  const ends = there.map(({ topic, partition, high, [begin]: next }) => ({
    topic,
    partition,
    next,
    end: high,
  }))
  return new ReadingGoal({ count: count ?? Number.POSITIVE_INFINITY, ends: untilEnd === true ? ends : null })
}

function printer(
  patterns: readonly string[],
  { json }: ConsumeOptions,
  { out }: CommandContext,
): (record: RawRecord) => void {
  if (json === true) return (record) => out.print(JSON.stringify(toRecordJson(decodeRecord(record))))
  const lines = new RecordLines({
    colors: out.colors,
    narrow: (out.columns ?? WIDE_COLUMNS) < WIDE_COLUMNS,
    withDate: out.columns === undefined || out.columns >= WIDE_COLUMNS + 'YYYY-MM-DD '.length,
    ...(patterns.some((pattern) => pattern.includes('*')) ? {} : { topics: patterns }),
  })
  if (out.columns !== undefined) out.print(lines.header())
  return (record) => out.print(lines.line(decodeRecord(record)))
}
