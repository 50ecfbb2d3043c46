import type { KafkaFigures } from '../../page-api/schemas.js'

const LINES = 8

/** Partitions whose records are missing from the page, with the reasons; nothing where there are none. */
export function Unreadable({ partitions }: { partitions: KafkaFigures['unreadable'] }) {
  if (partitions.length === 0) return null
  const lines = partitions
    .slice(0, LINES)
    .map(({ topic, partition, reason }) => `${topic}, partition ${partition}: ${reason}`)
  if (partitions.length > LINES) lines.push(`and ${partitions.length - LINES} more`)
  return (
    <div class="note warn lines" role="status">
      <strong>Some records cannot be read back; they appear here when that is over.</strong>
      {`\n${lines.join('\n')}`}
    </div>
  )
}
