import { type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { until } from './until.js'

/** Everything on these topics from their beginning, once there are `count` records that are `mine`. */
export function readRecords(
  brokers: string,
  topics: (topic: string) => boolean,
  count: number,
  mine: (record: ReceivedRecord) => boolean = () => true,
): Promise<ReceivedRecord[]> {
  return readUntil(brokers, topics, (records) => {
    const found = records.filter(mine).length
    return found >= count || `${found} of ${count} records read`
  })
}

/** Everything on these topics from their beginning, once `isAll` is true of it; it says what is missing otherwise. */
export async function readUntil(
  brokers: string,
  topics: (topic: string) => boolean,
  isAll: (records: readonly ReceivedRecord[]) => true | string,
): Promise<ReceivedRecord[]> {
  const records: ReceivedRecord[] = []
  const reader = await TopicReader.open({
    brokers,
    topics,
    fromBeginning: true,
    onRecord: (record) => records.push(record),
    onError: () => {},
  })
  try {
    await until(
      () => isAll(records) === true,
      () => String(isAll(records)),
    )
    return records
  } finally {
    await reader.close()
  }
}
