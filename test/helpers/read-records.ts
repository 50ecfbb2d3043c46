import { type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { until } from './until.js'

/** Everything on these topics from their beginning, once there are `count` records that are `mine`. */
export async function readRecords(
  brokers: string,
  topics: (topic: string) => boolean,
  count: number,
  mine: (record: ReceivedRecord) => boolean = () => true,
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
      () => records.filter(mine).length >= count,
      () => `${records.filter(mine).length} of ${count} records read`,
    )
    return records
  } finally {
    await reader.close()
  }
}
