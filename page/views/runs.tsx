import { signal } from '@preact/signals'
import { lazy, Suspense } from 'preact/compat'
import type { Run } from '../../page-api/schemas.js'
import { isLoaded, kafka, runs } from '../client/store.js'
import { runKey } from '../model/knowledge.js'
import { routeTo } from '../model/routes.js'
import { PERIODS, type Period } from '../model/timeline.js'
import { exactDuration } from '../model/times.js'
import { Empty, Loading } from '../parts/notes.js'
import { TableHead } from '../parts/tables.js'
import { Since, Time } from '../parts/time.js'
import { Unreadable } from '../parts/unreadable.js'

/** The charting library is as large as the rest of the page together. */
const Timeline = lazy(async () => (await import('./timeline.js')).Timeline)

const COLUMNS = ['Run', 'Type', 'Detectors', 'Start (SOR)', 'End (EOR)', 'Duration', 'Environment']
const ALL: Period = PERIODS[4]
const chosen = signal<Period>(ALL)

export function RunsView() {
  if (!isLoaded.value) return <Loading what="the runs" />
  const unreadable = kafka.value?.unreadable ?? []
  if (runs.value.length === 0) {
    return (
      <>
        <Unreadable partitions={unreadable} />
        <Empty title="No runs yet">
          Start one under <a href={routeTo('control')}>Control</a>, in an environment whose Kafka messages are
          on: this view is drawn from what is in Kafka.
        </Empty>
      </>
    )
  }
  return (
    <>
      <Unreadable partitions={unreadable} />
      <fieldset class="toolbar bare">
        <legend class="off-screen">Period</legend>
        {PERIODS.map((period) => (
          <button
            key={period.name}
            type="button"
            aria-pressed={period === chosen.value}
            onClick={() => {
              chosen.value = period
            }}
          >
            {period.name}
          </button>
        ))}
      </fieldset>
      <Suspense fallback={<Loading what="the timeline" />}>
        <Timeline runs={runs.value} period={chosen.value} />
      </Suspense>
      <RunTable runs={runs.value} />
    </>
  )
}

function RunTable({ runs: all }: { runs: readonly Run[] }) {
  return (
    <table class="cards">
      <caption>{all.length === 1 ? '1 run' : `${all.length} runs`}, newest first</caption>
      <TableHead columns={COLUMNS} />
      <tbody>
        {all.map((run) => (
          <RunRow key={runKey(run)} run={run} />
        ))}
      </tbody>
    </table>
  )
}

function RunRow({ run }: { run: Run }) {
  const { runNumber, runType, detectors, startMs, endMs, environmentId } = run
  return (
    <tr>
      <th scope="row" data-label="Run" class="number">
        {runNumber}
      </th>
      <td data-label="Type">{runType ?? '–'}</td>
      <td data-label="Detectors">{detectors.join(' ')}</td>
      <td data-label="Start (SOR)" class="number">
        <Time ms={startMs} />
      </td>
      <td data-label="End (EOR)" class="number">
        {endMs === null ? <span class="badge state-RUNNING">running</span> : <Time ms={endMs} />}
      </td>
      <td data-label="Duration" class="number">
        {endMs === null ? <Since ms={startMs} /> : exactDuration(endMs - startMs)}
      </td>
      <td data-label="Environment" class="id">
        {environmentId}
      </td>
    </tr>
  )
}
