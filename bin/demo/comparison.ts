import type { PublishRecord } from '../../plugin/host.js'
import { RUNNING_LIST_TOPIC } from '../../plugin/index.js'
import { decodeRecord, type RawRecord } from '../../records/index.js'
import type { Expectation } from './expectation.js'

/** What the plugin gave to the publisher against what came out of the broker: the same bytes, in the same order per key. */
export function compareWithPublished(
  published: readonly PublishRecord[],
  read: readonly RawRecord[],
): string[] {
  const given = groupBy(published, pathOf)
  const got = groupBy(read, pathOf)
  return [...new Set([...given.keys(), ...got.keys()])].flatMap((path) => {
    const [wanted, have] = [valuesOf(given.get(path)), valuesOf(got.get(path))]
    const missing = without(wanted, have).length
    const extra = without(have, wanted).length
    if (missing > 0) return [`${path}: ${missing} published but not read back`]
    if (extra > 0) return [`${path}: ${extra} read that nobody published`]
    return wanted.every((value, index) => value === have[index]) ? [] : [`${path}: read in another order`]
  })
}

/** What the scenario must yield against what came out of the broker. @param ids environment ids by their names in there */
export function compareWithExpected(
  { environments, lists }: Expectation,
  read: readonly RawRecord[],
  ids: ReadonlyMap<string, string>,
): string[] {
  const byKey = groupBy(read, ({ key }) => key ?? '')
  const problems = [...environments].flatMap(([alias, topics]) => {
    const records = byKey.get(ids.get(alias) ?? '') ?? []
    return checkEnvironment(topics, records).map((problem) => `environment ${alias}: ${problem}`)
  })
  const named = lists.map((aliases) => aliases.map((alias) => ids.get(alias) ?? alias))
  return [...problems, ...checkLists(named, read)]
}

function checkEnvironment(topics: readonly string[], records: readonly RawRecord[]): string[] {
  const byTopic = groupBy(records, ({ topic }) => topic)
  const found = topics.map((topic) => byTopic.get(topic)?.shift())
  const missing = topics.filter((_, index) => found[index] === undefined)
  if (missing.length > 0) return missing.map((topic) => `no record on ${topic}, though there must be one`)
  const extra = [...byTopic].flatMap(([topic, rest]) =>
    rest.map(() => `a record on ${topic} that must not be`),
  )
  const times = found.map((record) => (record === undefined ? 0 : timestampOf(record)))
  const late = times.findIndex((time, index) => index > 0 && time < (times[index - 1] ?? 0))
  return late < 0 ? extra : [...extra, `${topics[late]} came before ${topics[late - 1]}`]
}

function checkLists(expected: readonly (readonly string[])[], read: readonly RawRecord[]): string[] {
  const lists = read.filter(({ topic }) => topic === RUNNING_LIST_TOPIC).map(environmentsIn)
  if (lists.length !== expected.length) return [`${lists.length} lists of runs, not ${expected.length}`]
  return expected.flatMap((wanted, index) => {
    const have = [...(lists[index] ?? [])].sort().join(', ')
    const want = [...wanted].sort().join(', ')
    return have === want ? [] : [`list ${index + 1} holds ${have || 'no run'}, not ${want || 'no run'}`]
  })
}

function environmentsIn(record: RawRecord): string[] {
  const { content } = decodeRecord(record)
  if (content.kind !== 'message' || content.type !== 'kafka.ActiveRunsList') return ['what is no list']
  return content.message.activeRuns.map(({ environmentId = '' }) => environmentId)
}

/** As the message has it: ms since the Unix epoch. */
export function timestampOf(record: RawRecord): number {
  const { content } = decodeRecord(record)
  return content.kind === 'message' ? Number(content.message.timestamp ?? 0) : record.timestampMs
}

function pathOf({ topic, key }: { topic: string; key: string | null }): string {
  return `${topic} (key ${key ?? 'none'})`
}

function valuesOf(records: readonly { value: Uint8Array | null }[] = []): string[] {
  return records.map(({ value }) => Buffer.from(value ?? []).toString('hex'))
}

/** What is in `list` more often than in `other`. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other]
  return list.filter((value) => {
    const index = rest.indexOf(value)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
