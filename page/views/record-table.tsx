import { useSignal } from '@preact/signals'
import { memo } from 'preact/compat'
import type { RecordView } from '../../page-api/schemas.js'
import { recordKey } from '../model/record-filter.js'
import { CopyButton } from '../parts/copy-button.js'
import { TableHead } from '../parts/tables.js'
import { Time } from '../parts/time.js'

/** So many at once: a long table costs time with every record that comes. */
const PAGE_LENGTH = 200
const COLUMNS = ['Time', 'Topic', 'Environment', 'Run', 'Message']

/** Decoded records; one opens to its JSON. */
export function RecordTable({ records }: { records: readonly RecordView[] }) {
  const length = useSignal(PAGE_LENGTH)
  const open = useSignal<string | null>(null)
  const hidden = records.length - length.value
  return (
    <>
      <table class="cards records">
        <TableHead columns={COLUMNS} />
        <tbody>
          {records.slice(0, length.value).map((record) => {
            const key = recordKey(record)
            const isOpen = open.value === key
            const toggle = (): void => {
              open.value = isOpen ? null : key
            }
            return <RecordRows key={key} record={record} isOpen={isOpen} toggle={toggle} />
          })}
        </tbody>
      </table>
      {hidden > 0 && (
        <p class="actions">
          <button
            type="button"
            onClick={() => {
              length.value += PAGE_LENGTH
            }}
          >
            Show {Math.min(PAGE_LENGTH, hidden)} more of {hidden}
          </button>
        </p>
      )}
    </>
  )
}

interface RecordRowsProps {
  record: RecordView
  isOpen: boolean
  toggle: () => void
}

/** A record never changes. */
const RecordRows = memo(
  ({ record, isOpen, toggle }: RecordRowsProps) => (
    <>
      <tr class={isOpen ? 'row open' : 'row'}>
        <td data-label="Time" class="number">
          <Time ms={record.timestampMs} millis />
        </td>
        <td data-label="Topic">
          <button type="button" class="as-link" aria-expanded={isOpen} onClick={toggle}>
            {record.topic}
          </button>
        </td>
        <td data-label="Environment" class="id">
          {record.environmentId ?? '–'}
        </td>
        <td data-label="Run" class={record.runNumber === null ? 'number none' : 'number'}>
          {record.runNumber ?? '–'}
        </td>
        <td data-label="Message" class="message">
          {record.summary}
        </td>
      </tr>
      {isOpen && (
        <tr class="details">
          <td colSpan={COLUMNS.length}>
            <Details record={record} />
          </td>
        </tr>
      )}
    </>
  ),
  (before, after) => before.isOpen === after.isOpen && before.record === after.record,
)

function Details({ record }: { record: RecordView }) {
  const { partition, offset, key, type, json } = record
  const text = JSON.stringify(json, null, 2)
  return (
    <>
      <p class="facts">
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(record, null, 2)} />
        <span>
          Type <code>{type ?? 'none'}</code>
        </span>
        <span>
          Key <code>{key ?? 'none'}</code>
        </span>
        <span>
          Partition {partition}, offset {offset}
        </span>
      </p>
      <pre>{text}</pre>
    </>
  )
}
