import { Command } from 'commander'
import { listTopics, type PartitionOffsets } from '../../broker/index.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_OK } from '../failure.js'
import { plainTable } from '../plain-table.js'
import { reach } from '../unreachable.js'

interface TopicsOptions extends BrokerOptions {
  all?: boolean
  json?: boolean
}

export function topicsCommand(choose: (run: RunCommand) => void): Command {
  return withBrokerOptions(new Command('topics'))
    .option('-a, --all', 'all topics of the broker')
    .option('--json', 'one JSON object per line')
    .action((options: TopicsOptions) => choose((context) => runTopics(options, context)))
}

interface TopicInfo {
  topic: string
  partitions: Pick<PartitionOffsets, 'partition' | 'low' | 'high'>[]
  /** Between the offsets; fewer are there where the topic is compacted. */
  records: number
}

async function runTopics({ all, json, ...options }: TopicsOptions, context: CommandContext): Promise<number> {
  const { out, err } = context
  const { brokers, client } = await findBrokers(options, context)
  const wanted = (topic: string): boolean => all === true || topic.startsWith('aliecs.')
  const topics = groupByTopic(await reach(listTopics(brokers, wanted, client), brokers, err))
  if (json === true) for (const topic of topics) out.print(JSON.stringify(topic))
  else if (topics.length > 0) out.print(renderTable(topics, context))
  else err.print(`no ${all === true ? '' : 'aliecs.* '}topics at ${brokers}`)
  return EXIT_OK
}

function groupByTopic(offsets: readonly PartitionOffsets[]): TopicInfo[] {
  const topics = new Map<string, TopicInfo>()
  for (const { topic, partition, low, high } of offsets) {
    const info = topics.get(topic) ?? { topic, partitions: [], records: 0 }
    topics.set(topic, info)
    info.partitions.push({ partition, low, high })
    info.records += high - low
  }
  return [...topics.values()]
}

/** So many partitions a line. */
const PER_LINE = 4

function renderTable(topics: readonly TopicInfo[], { out }: CommandContext): string {
  const { bold, dim } = out.colors
  const rows = topics.map(({ topic, partitions, records }) => {
    const text = records === 0 ? dim : (plain: string): string => plain
    return [text(topic), String(partitions.length), text(String(records)), text(renderOffsets(partitions))]
  })
  return plainTable(['TOPIC', '>PARTITIONS', '>RECORDS', 'OFFSETS'], rows, bold)
}

/** `low..high` of each partition; the second one is that of the next record. */
function renderOffsets(partitions: TopicInfo['partitions']): string {
  const single = partitions.length === 1
  const texts = partitions.map(
    ({ partition, low, high }) => `${single ? '' : `${partition}: `}${low}..${high}`,
  )
  const lines = Array.from({ length: Math.ceil(texts.length / PER_LINE) }, (_, line) =>
    texts.slice(line * PER_LINE, (line + 1) * PER_LINE).join(', '),
  )
  return lines.join('\n')
}
