import { Command } from 'commander'
import {
  describeUnreadable,
  keyOf,
  listTopics,
  type PartitionId,
  type PartitionOffsets,
  TopicReader,
  type UnreadablePartition,
} from '../../broker/index.js'
import { decodeRecord, isAbout } from '../../records/index.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import { Complaints } from '../complaints.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_FAILED } from '../failure.js'
import { aborted, endStatus } from '../interruption.js'
import { positiveInteger } from '../numbers.js'
import { missingRemark, SilentPatterns, waitingRemark } from '../pattern-remarks.js'
import { ReadingGoal } from '../reading-goal.js'
import { recordPrinter } from '../record-printer.js'
import { matchTopics } from '../topic-patterns.js'
import { reach } from '../unreachable.js'

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
    .argument('<topic...>', "topics; * stands for anything: 'aliecs.env_state.*' aliecs.run 'trial.*'")
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
  const warn = (message: string): void => err.print(err.colors.yellow(message))
  const complaints = new Complaints(brokers, warn)
  const left: UnreadablePartition[] = []
  const listing = listTopics(brokers, wanted, client, (partition) => left.push(partition))
  const there = await reach(listing, brokers, err)
  complaints.unreadable(left)
  const goal = goalOf({ there, left }, options)
  const waits = options.untilEnd !== true
  const partitions = [...there, ...left]
  const missing = patterns.filter((pattern) => !partitions.some(({ topic }) => matchTopics([pattern])(topic)))
  let isRefused = false
  for (const pattern of missing) {
    const remark = await missingRemark(pattern, { brokers, client, waits })
    warn(remark.text)
    isRefused ||= remark.isRefused
  }
  const found = waits ? patterns.filter((pattern) => !missing.includes(pattern)) : []
  if (!options.fromBeginning) for (const pattern of found) warn(waitingRemark(pattern, there))
  const silent = new SilentPatterns(options.fromBeginning ? found : [], partitions, warn)
  const show = recordPrinter({ patterns, there: partitions, json: options.json === true }, context)
  const { env: environmentId, run: runNumber } = options
  const filter = {
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(runNumber === undefined ? {} : { runNumber }),
  }
  const opening = TopicReader.open({
    brokers,
    client,
    topics: wanted,
    fromBeginning: options.fromBeginning,
    known: new Set(partitions.map(({ topic }) => topic)),
    onRecord: (record) => {
      if (!goal.includes(record) || interruption.signal.aborted) return
      complaints.recovered(record)
      silent.read(record)
      const decoded = decodeRecord(record)
      const isShown = isAbout(decoded, filter)
      if (isShown) show(decoded)
      goal.read(record, isShown)
    },
    onError: (error) => complaints.error(error),
    onAnswer: (answers) => complaints.answer(answers),
    onEnd: (partition) => {
      complaints.recovered(partition)
      silent.ended(partition)
      goal.ended(partition)
    },
    onUnreadable: (partitions) => {
      complaints.unreadable(partitions)
      goal.unreadable(partitions)
    },
    onReadable: (partitions) => {
      complaints.readable(partitions)
      goal.readable(partitions)
    },
    onTopic: (topic, change) => complaints.topic(topic, change),
  })
  const reader = await reach(opening, brokers, err)
  try {
    await Promise.race([goal.reached, aborted(interruption.signal)])
  } finally {
    await reader.close()
  }
  const status = endStatus(interruption, ['SIGINT']) // Ctrl-C is the usual end without a goal
  if (!goal.isReached) return status
  if (goal.missed.length > 0) return reportMissed(goal.missed, [...left, ...reader.unreadable], err)
  return isRefused && !waits ? EXIT_FAILED : status
}

/** Partitions that are read to their end; the end of one that cannot be read now is not known. */
function goalOf(
  { there, left }: { there: readonly PartitionOffsets[]; left: readonly UnreadablePartition[] },
  { count = Number.POSITIVE_INFINITY, untilEnd }: ConsumeOptions,
): ReadingGoal {
  if (untilEnd !== true) return new ReadingGoal({ count, ends: null })
  const known = there.map(({ topic, partition, low, high }) => ({ topic, partition, next: low, end: high }))
  const unknown = left.map((each) => ({ ...each, next: 0, end: Number.POSITIVE_INFINITY }))
  const goal = new ReadingGoal({ count, ends: [...known, ...unknown] })
  goal.unreadable(left)
  return goal
}

/** Names the partitions that were not read to their end. @returns the exit status */
function reportMissed(
  missed: readonly PartitionId[],
  known: readonly UnreadablePartition[],
  { print, colors }: CommandContext['err'],
): number {
  const reasons = new Map(known.map((each) => [keyOf(each), each.reason]))
  const unread = missed.map((each) => {
    return { ...each, reason: reasons.get(keyOf(each)) ?? 'its leader sends nothing' }
  })
  for (const line of describeUnreadable(unread)) print(`${colors.red('error:')} not read to the end: ${line}`)
  return EXIT_FAILED
}
