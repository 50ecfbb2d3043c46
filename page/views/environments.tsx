import type { EnvironmentSummary } from '../../page-api/schemas.js'
import { useEnvironmentDetail } from '../client/environment-detail.js'
import { environments, gone, isLoaded, route } from '../client/store.js'
import { currentError } from '../model/kafka-calls.js'
import { routeTo } from '../model/routes.js'
import { KafkaMark, KafkaNote } from '../parts/kafka-mark.js'
import { Empty, Failure, Loading } from '../parts/notes.js'
import { StateBadge } from '../parts/state-badge.js'
import { TableHead } from '../parts/tables.js'
import { Since, Time } from '../parts/time.js'
import { EnvironmentDetails, History } from './environment-details.js'

const COLUMNS = ['Environment', 'State', 'Run', 'Type', 'Detectors', 'In state', 'Kafka', 'Last error']

export function EnvironmentsView() {
  const { id } = route.value
  const all = environments.value
  if (!isLoaded.value) return <Loading what="the environments" />
  return (
    <>
      {id !== null && !all.some((each) => each.id === id) && <NotThere id={id} />}
      {all.length === 0 ? (
        <Empty title="No environments">
          <a href={routeTo('new')}>Create one</a>, here or with any other AliECS client: it appears at once.
        </Empty>
      ) : (
        <table class="cards environments">
          <TableHead columns={COLUMNS} />
          {all.map((each) => (
            <Rows key={each.id} environment={each} isOpen={each.id === id} />
          ))}
        </table>
      )}
      <FailedCreations />
    </>
  )
}

function Rows({ environment, isOpen }: { environment: EnvironmentSummary; isOpen: boolean }) {
  const { id, state, currentTransition, runNumber, runType, detectors, enteredStateMs } = environment
  const error = currentError(environment)
  const target = routeTo('environments', isOpen ? null : id)
  const onRowClick = (event: MouseEvent): void => {
    const isOnControl = event.target instanceof Element && event.target.closest('a, button') !== null
    const isSelection = String(getSelection() ?? '') !== ''
    if (!isOnControl && !isSelection) location.hash = target
  }
  return (
    <tbody>
      <tr class={isOpen ? 'row open' : 'row'} onClick={onRowClick}>
        <th scope="row" data-label="Environment">
          <a class="id" href={target} aria-expanded={isOpen}>
            {id}
          </a>
        </th>
        <td data-label="State">
          <StateBadge state={state} transition={currentTransition} />
        </td>
        <td data-label="Run" class="number">
          {runNumber ?? '–'}
        </td>
        <td data-label="Type">{runType ?? '–'}</td>
        <td data-label="Detectors">{detectors.length === 0 ? '–' : detectors.join(' ')}</td>
        <td data-label="In state" class="number">
          <Since ms={enteredStateMs} />
        </td>
        <td data-label="Kafka">
          <KafkaMark environment={environment} />
        </td>
        <td
          data-label="Last error"
          class={error === null ? 'quiet clip' : 'error-text clip'}
          title={error ?? undefined}
        >
          {error ?? '–'}
        </td>
      </tr>
      {isOpen && (
        <tr class="details">
          <td colSpan={COLUMNS.length}>
            <EnvironmentDetails environment={environment} />
          </td>
        </tr>
      )}
    </tbody>
  )
}

/** Nobody else keeps them: they were gone before they were there. */
function FailedCreations() {
  const failed = gone.value.filter(({ error }) => error !== null).toReversed()
  if (failed.length === 0) return null
  return (
    <table class="cards failed-creations">
      <caption>Could not be made, since this page was opened</caption>
      <TableHead columns={['Environment', 'Time', 'Error']} offScreen />
      <tbody>
        {failed.map(({ id, timestampMs, error }) => (
          <tr key={id}>
            <th scope="row" data-label="Environment">
              <a class="id" href={routeTo('environments', id)}>
                {id}
              </a>
            </th>
            <td data-label="Time" class="number">
              <Time ms={timestampMs} />
            </td>
            <td data-label="Error" class="error-text lines">
              {error}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The core keeps the history of the latest ones. */
function NotThere({ id }: { id: string }) {
  const { detail } = useEnvironmentDetail(id)
  if (detail?.gone !== true) return <NotThereNote id={id} />
  const { state, template, createdMs, enteredStateMs, lastError } = detail
  return (
    <section aria-label={`Details of ${id}`}>
      <p class="note">
        Environment <code>{id}</code> {state === 'ERROR' ? 'could not be made' : 'is gone'}: template{' '}
        <code>{template}</code>, <Time ms={createdMs} /> to <Time ms={enteredStateMs} />.{' '}
        <a href={routeTo('environments')}>All environments</a>
      </p>
      {lastError !== null && (
        <Failure>
          <span class="lines">{lastError}</span>
        </Failure>
      )}
      <KafkaNote environment={detail} />
      <History id={id} />
    </section>
  )
}

function NotThereNote({ id }: { id: string }) {
  const end = gone.value.find((each) => each.id === id)
  if (end?.error != null) {
    return (
      <Failure>
        Environment <code>{id}</code> could not be made: <span class="lines">{end.error}</span>
      </Failure>
    )
  }
  return (
    <p class="note">
      There is no environment <code>{id}</code>
      {end === undefined ? ': it may be gone, or never have been here.' : ' any more: it was destroyed.'}
    </p>
  )
}
