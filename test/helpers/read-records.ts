import { type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { until } from './until.js'

/** Everything on these topics from their beginning, once there are `count` records; and none comes after them. */
export async function readRecords(
  brokers: string,
  topics: (topic: string) => boolean,
  count: number,
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
      () => records.length >= count,
      () => `${records.length} of ${count} records read`,
    )
    return records
  } finally {
    await reader.close()
  }
}
