import { Command } from 'commander'
import { type ClientOptions, listTopics, type PartitionOffsets, TopicReader } from '../../broker/index.js'
import { EVENT_TOPICS } from '../../events/index.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import {
  type DecodedRecord,
  decodeRecord,
  isAbout,
  RecordLines,
  toRecordJson,
  wideColumns,
} from '../../records/index.js'
import { findNearMiss } from '../../settings/near-miss.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import { Complaints } from '../complaints.js'
import type { CommandContext, RunCommand } from '../context.js'
import { aborted, endStatus } from '../interruption.js'
import { positiveInteger } from '../numbers.js'
import { ReadingGoal } from '../reading-goal.js'
import { matchTopics } from '../topic-patterns.js'
import { reach } from '../unreachable.js'

/** Patterns that mean legacy topics only. */
const LEGACY = /^aliecs\.(env_|(before_|after_)?start_activity)/

interface ConsumeOptions extends BrokerOptions {
  fromBeginning: boolean
  untilEnd?: boolean
  count?: number
  env?: string
  run?: number
  json?: boolean
}

export function consumeCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('consume'))
    .argument('<topic...>', "topics; * stands for anything: 'aliecs.env_state.*' aliecs.run")
    .option('--from-beginning', 'begin with the oldest records')
    .option('--until-end', 'end when the records that are there now are read; implies --from-beginning')
    .option('-n, --count <number>', 'end after so many records that are shown', positiveInteger)
    .option('--env <id>', 'only what is about this environment')
    .option('--run <number>', 'only what has this run number', positiveInteger)
    .option('--json', 'one JSON object per line')
    .action((topics: string[], options: ConsumeOptions) => {
      const fromBeginning = options.fromBeginning === true || options.untilEnd === true
      choose((context) => runConsume(topics, { ...options, fromBeginning }, context))
    })
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
  const { env: environmentId, run: runNumber } = options
  const filter = {
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(runNumber === undefined ? {} : { runNumber }),
  }
  const complaints = new Complaints(brokers, (message) => err.print(err.colors.yellow(message)))
  const opening = TopicReader.open({
    brokers,
    client,
    topics: wanted,
    fromBeginning: options.fromBeginning,
    onRecord: (record) => {
      if (goal.isReached || interruption.signal.aborted) return
      complaints.recovered()
      const decoded = decodeRecord(record)
      const isShown = isAbout(decoded, filter)
      if (isShown) show(decoded)
      goal.read(record, isShown)
    },
    onError: (error) => complaints.error(error),
    onAnswer: (answers) => complaints.answer(answers),
  })
  const reader = await reach(opening, brokers, err)
  try {
    await Promise.race([goal.reached, aborted(interruption.signal)])
  } finally {
    await reader.close()
  }
  return endStatus(interruption, ['SIGINT'])
}

/** When to end by itself; says which topics are not there yet. */
async function setGoal(
  { patterns, brokers, client }: { patterns: readonly string[]; brokers: string; client: ClientOptions },
  { fromBeginning, untilEnd, count }: ConsumeOptions,
  { err }: CommandContext,
): Promise<ReadingGoal> {
  const there = await reach(listTopics(brokers, matchTopics(patterns), client), brokers, err)
  for (const pattern of patterns) {
    const remark = remarkOn(pattern, there, { fromBeginning, waits: untilEnd !== true })
    if (remark !== null) err.print(err.colors.yellow(remark))
  }
  const begin = fromBeginning ? 'low' : 'high'
  const ends = there.map(({ topic, partition, high, [begin]: next }) => ({
    topic,
    partition,
    next,
    end: high,
  }))
  return new ReadingGoal({ count: count ?? Number.POSITIVE_INFINITY, ends: untilEnd === true ? ends : null })
}

/** What there is to say of a pattern that brings no records yet. */
function remarkOn(
  pattern: string,
  there: readonly PartitionOffsets[],
  { fromBeginning, waits }: { fromBeginning: boolean; waits: boolean },
): string | null {
  const partitions = there.filter(({ topic }) => matchTopics([pattern])(topic))
  if (partitions.length === 0) {
    const known = [...LEGACY_TOPICS, ...EVENT_TOPICS]
    const near = known.includes(pattern) ? undefined : findNearMiss(pattern, known)
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    const what = pattern.includes('*')
      ? `no topic ${pattern} exists yet`
      : `topic ${pattern} does not exist yet${hint}`
    return waits ? `${what}; waiting for it` : what
  }
  const count = partitions.reduce((sum, { low, high }) => sum + high - low, 0)
  if (!waits || (fromBeginning && count > 0)) return null
  if (count === 0) return `${pattern}: no records yet; waiting, Ctrl-C ends`
  return `${pattern}: no new records yet; waiting, Ctrl-C ends (--from-beginning shows those that are there)`
}

function printer(
  patterns: readonly string[],
  { json }: ConsumeOptions,
  { out }: CommandContext,
): (record: DecodedRecord) => void {
  if (json === true) return (record) => out.print(JSON.stringify(toRecordJson(record)))
  const withEvents = patterns.some((pattern) => !LEGACY.test(pattern))
  const { columns = Number.POSITIVE_INFINITY } = out
  const wide = wideColumns({ withEvents })
  const lines = new RecordLines({
    colors: out.colors,
    narrow: columns < wide,
    withEvents,
    withDate: columns >= wide + 'YYYY-MM-DD '.length,
    ...(patterns.some((pattern) => pattern.includes('*')) ? {} : { topics: patterns }),
  })
  if (out.columns !== undefined) out.print(lines.header())
  return (record) => out.print(lines.line(record))
}
