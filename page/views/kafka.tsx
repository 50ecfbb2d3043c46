import { computed, signal } from '@preact/signals'
import type { KafkaFigures, RecordView } from '../../page-api/schemas.js'
import { environments, isLoaded, kafka, records } from '../client/store.js'
import { ROW_LIMIT } from '../model/bounded.js'
import { matches, NO_FILTER, type RecordFilter, recordKey, STREAMS } from '../model/record-filter.js'
import { routeTo } from '../model/routes.js'
import { KAFKA_WORDS } from '../model/words.js'
import { CopyButton } from '../parts/copy-button.js'
import { Empty, Loading } from '../parts/notes.js'
import { Unreadable } from '../parts/unreadable.js'
import { RecordTable } from './record-table.js'

/** They stay when another view is looked at. */
const filter = signal<RecordFilter>(NO_FILTER)
/** What was there when Pause was pressed; null while the list is live. */
const held = signal<readonly RecordView[] | null>(null)
const shown = computed(() => (held.value ?? records.value).filter((record) => matches(record, filter.value)))
const newSincePause = computed(() => {
  if (held.value === null) return 0
  const known = new Set(held.value.map(recordKey))
  return records.value.filter((record) => !known.has(recordKey(record))).length
})

export function KafkaView() {
  if (!isLoaded.value) return <Loading what="the records" />
  return (
    <>
      {kafka.value !== null && <Figures figures={kafka.value} />}
      <Filters />
      <Toolbar />
      {shown.value.length === 0 ? <NoRecords /> : <RecordTable records={shown.value} />}
    </>
  )
}

function Figures({ figures }: { figures: KafkaFigures }) {
  const { connectionState, endpoint, queued, queuedBytes, delivered, failed, latency, lastError } = figures
  const { stuckTopics, throttledMs } = figures
  const isReady = connectionState === 'READY'
  const values: [string, string | number, string?][] = [
    ['Connection', KAFKA_WORDS[connectionState], isReady ? 'good' : 'bad'],
    ['Broker', endpoint],
    [
      'In the queue',
      queued === 0 ? '0' : `${queued} (${bytes(queuedBytes)})`,
      queued > 0 && !isReady ? 'warn' : '',
    ],
    ['Delivered', delivered],
    ['Failed', failed, failed > 0 ? 'bad' : ''],
    ['Latency p50', latency === null ? '–' : milliseconds(latency.p50Ms)],
    ['Latency p99', latency === null ? '–' : milliseconds(latency.p99Ms)],
  ]
  return (
    <section aria-label="Figures">
      <dl class="figures">
        {values.map(([title, value, tone = '']) => (
          <div key={title} class={tone}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {lastError !== null && (
        <p class={isReady && queued === 0 ? 'quiet' : 'note warn'}>
          Last error: <span class="error-text">{lastError}</span>
        </p>
      )}
      {stuckTopics.length > 0 && <StuckTopics topics={stuckTopics} />}
      {throttledMs !== null && (
        <p class="note warn">
          Throttled by the broker, {throttledMs} ms per request: check the quotas of this client.
        </p>
      )}
      {!isReady && (
        <p class="note warn">
          No broker answers. Messages wait in the queue, in order, and are sent when it is back.
          {!figures.reading && ' Records are read back again then, too.'}
        </p>
      )}
      <Unreadable partitions={figures.unreadable} />
    </section>
  )
}

function StuckTopics({ topics }: { topics: KafkaFigures['stuckTopics'] }) {
  return (
    <div class="note warn">
      <p>These topics take no records, although brokers answer. Their records wait in the queue, in order.</p>
      <ul>
        {topics.map(({ topic, sinceMs, reason, queued }) => (
          <li key={topic}>
            <code>{topic}</code> since {new Date(sinceMs).toLocaleString()}, {queued} queued:{' '}
            <span class="error-text">{reason}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

type TextField = Exclude<keyof RecordFilter, 'stream'>

const FIELDS: { name: TextField; title: string; placeholder: string }[] = [
  { name: 'topic', title: 'Topic', placeholder: 'env_state' },
  { name: 'environment', title: 'Environment', placeholder: '2rE9…' },
  { name: 'run', title: 'Run', placeholder: '567001' },
  { name: 'text', title: 'Text', placeholder: 'anywhere in the record' },
]

function Filters() {
  const suggestions: Partial<Record<TextField, readonly string[]>> = {
    topic: kafka.value?.topics ?? [],
    environment: environments.value.map(({ id }) => id),
  }
  return (
    <search class="filters">
      {FIELDS.map(({ name, title, placeholder }) => (
        <label key={name} class="field">
          {title}
          <input
            type="search"
            value={filter.value[name]}
            placeholder={placeholder}
            list={suggestions[name] === undefined ? undefined : `known-${name}`}
            onInput={(event) => {
              filter.value = { ...filter.value, [name]: event.currentTarget.value }
            }}
          />
          {suggestions[name] !== undefined && (
            <datalist id={`known-${name}`}>
              {suggestions[name].map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          )}
        </label>
      ))}
    </search>
  )
}

function Toolbar() {
  const isPaused = held.value !== null
  const all = (held.value ?? records.value).length
  return (
    <div class="toolbar">
      <button
        type="button"
        aria-pressed={isPaused}
        onClick={() => {
          held.value = isPaused ? null : records.value
        }}
      >
        {isPaused ? `Go on (${newSincePause.value} new)` : 'Pause'}
      </button>
      <label class="inline-field">
        <span class="off-screen">Show</span>
        <select
          value={filter.value.stream}
          onChange={(event) => {
            const stream = STREAMS.find((each) => each === event.currentTarget.value)
            filter.value = { ...filter.value, stream: stream ?? 'all' }
          }}
        >
          {STREAMS.map((stream) => (
            <option key={stream} value={stream}>
              {stream === 'all' ? 'all records' : stream}
            </option>
          ))}
        </select>
      </label>
      <CopyButton
        label="Copy as JSON"
        text={() => JSON.stringify(shown.value, null, 2)}
        disabled={shown.value.length === 0}
      />
      {isFiltered() && (
        <button
          type="button"
          onClick={() => {
            filter.value = NO_FILTER
          }}
        >
          Clear filters
        </button>
      )}
      <span class="quiet" role="status">
        {isFiltered() ? `${shown.value.length} of ${all} records` : `${all} records`}
        {all >= ROW_LIMIT && `, the newest ${ROW_LIMIT}`}
        {isPaused && ', paused'}
      </span>
    </div>
  )
}

function NoRecords() {
  if (isFiltered()) return <Empty title="No record fits the filters" />
  if (kafka.value?.enabled === false) {
    return <Empty title="Kafka is off">The setting enableKafka is false: the core sends nothing.</Empty>
  }
  if (kafka.value?.connectionState !== 'READY') return <Empty title="No records yet" />
  return (
    <Empty title="No records yet">
      They appear as soon as something happens: <a href={routeTo('new')}>create an environment</a> with{' '}
      <code>kafka_enabled</code> = <code>true</code>.
    </Empty>
  )
}

function isFiltered(): boolean {
  const { stream, ...texts } = filter.value
  return stream !== 'all' || Object.values(texts).some((text) => text.trim() !== '')
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

function bytes(count: number): string {
  return count < 1024 ? `${count} B` : `${Math.ceil(count / 1024)} KiB`
}
