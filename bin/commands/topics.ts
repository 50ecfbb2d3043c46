import { Command } from 'commander'
import {
  countRecords,
  describeUnreadable,
  keyOf,
  listTopics,
  type UnreadablePartition,
} from '../../broker/index.js'
import { splitTopic } from '../../records/index.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import { missingRemark } from '../pattern-remarks.js'
import { matchTopics } from '../topic-patterns.js'
import { groupByTopic, renderTopics } from '../topic-table.js'
import { reach } from '../unreachable.js'

/** Beyond these the offsets are an upper bound that has to do: reading more would take long and burden the brokers. */
const COUNT_LIMITS = { offsets: 50_000, ms: 5000 }
const DEFAULT_PATTERN = 'aliecs.*'

interface TopicsOptions extends BrokerOptions {
  all?: boolean
  json?: boolean
}

export function topicsCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('topics'))
    .argument('[pattern...]', `topics; * stands for anything: 'trial.*' (default: '${DEFAULT_PATTERN}')`)
    .option('-a, --all', 'all topics of the broker')
    .option('--json', 'one JSON object per line')
    .action((patterns: string[], options: TopicsOptions) =>
      choose((context) => runTopics(patterns, options, context)),
    )
}

async function runTopics(
  patterns: readonly string[],
  { all, json, ...options }: TopicsOptions,
  context: CommandContext,
): Promise<number> {
  const { out, err } = context
  const { brokers, client } = await findBrokers(options, context)
  const wanted = patternsOf(patterns, { all: all === true })
  const isWanted = matchTopics(wanted)
  const others = new Set<string>()
  const isListed = (topic: string): boolean => {
    if (!isWanted(topic)) others.add(topic)
    return isWanted(topic)
  }
  const left: UnreadablePartition[] = []
  const listing = listTopics(brokers, isListed, client, (partition) => left.push(partition))
  const there = await reach(listing, brokers, err)
  const counts = await countRecords(brokers, client, there, COUNT_LIMITS)
  const topics = groupByTopic(
    there.map((each) => ({ ...each, records: counts.get(keyOf(each)) ?? null })),
    left,
  )
  if (json === true) for (const topic of topics) out.print(JSON.stringify(topic))
  else if (topics.length > 0) out.print(renderTopics(topics, context))
  else if (patterns.length === 0)
    err.print(`no ${all === true ? '' : `${DEFAULT_PATTERN} `}topics at ${brokers}`)
  if (patterns.length === 0) for (const remark of prefixRemarks(others)) err.print(err.colors.dim(remark))
  let isComplete = left.length === 0
  for (const pattern of patterns.filter((each) => !topics.some(({ topic }) => matchTopics([each])(topic)))) {
    const remark = await missingRemark(pattern, { brokers, client, waits: false })
    err.print(err.colors.yellow(remark.text))
    if (remark.isRefused) isComplete = false
  }
  for (const line of describeUnreadable(left)) err.print(err.colors.yellow(line))
  return isComplete ? EXIT_OK : EXIT_FAILED
}

function patternsOf(patterns: readonly string[], { all }: { all: boolean }): readonly string[] {
  if (all) return ['*']
  return patterns.length > 0 ? patterns : [DEFAULT_PATTERN]
}

/** Topics with a prefix of their own are not in the default list; the reader should know of them. */
function prefixRemarks(others: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>()
  for (const topic of others) {
    const { prefix, name } = splitTopic(topic)
    if (prefix !== '' && name !== topic) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return [...counts].map(
    ([prefix, count]) => `${count} more with the prefix ${prefix}: aliecs-kafka topics '${prefix}*'`,
  )
}
