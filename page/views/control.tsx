import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ControlTransition, EnvironmentSummary } from '../../page-api/schemas.js'
import { api } from '../client/api.js'
import { useEnvironmentDetail, useHappenings } from '../client/environment-detail.js'
import { environments, gone, isLoaded, route } from '../client/store.js'
import { progressOf } from '../model/progress.js'
import { routeTo } from '../model/routes.js'
import { KafkaMark, KafkaNote } from '../parts/kafka-mark.js'
import { Empty, Failure, Loading, Warnings } from '../parts/notes.js'
import { ProgressList } from '../parts/progress-list.js'
import { StateBadge } from '../parts/state-badge.js'
import { Since } from '../parts/time.js'
import { DestroyDialog } from './destroy-dialog.js'

/** What a button says, and the event that it asks for. */
const BUTTONS: Record<ControlTransition, string> = {
  DEPLOY: 'Deploy',
  CONFIGURE: 'Configure',
  START_ACTIVITY: 'Start run',
  STOP_ACTIVITY: 'Stop run',
  RESET: 'Reset',
}
/** So many transitions are shown whole, the others on demand. */
const SHOWN_WHOLE = 3

export function ControlView() {
  const { id } = route.value
  const all = environments.value
  if (!isLoaded.value) return <Loading what="the environments" />
  const chosen = id ?? all[0]?.id ?? null
  if (chosen === null) {
    return (
      <Empty title="Nothing to control">
        There is no environment. <a href={routeTo('new')}>Create one</a>.
      </Empty>
    )
  }
  return (
    <div class="side-by-side">
      {all.length > 0 && <Chooser all={all} chosen={chosen} />}
      <Controlled key={chosen} id={chosen} />
    </div>
  )
}

function Chooser({ all, chosen }: { all: readonly EnvironmentSummary[]; chosen: string }) {
  return (
    <nav class="chooser" aria-label="Environments">
      {all.map(({ id, state, detectors }) => (
        <a key={id} href={routeTo('control', id)} aria-current={id === chosen ? 'true' : undefined}>
          <span class="id">{id}</span>
          <StateBadge state={state} />
          <span class="quiet">{detectors.join(' ')}</span>
        </a>
      ))}
    </nav>
  )
}

function Controlled({ id }: { id: string }) {
  const environment = environments.value.find((each) => each.id === id)
  const { error } = useEnvironmentDetail(id) // for what happened before the page was opened
  const [latest, ...earlier] = progressOf(useHappenings(id).value)
  return (
    <div class="controlled">
      {environment === undefined ? <GoneNote id={id} /> : <Panel environment={environment} />}
      {environment !== undefined && error !== null && <Failure>{error}</Failure>}
      <h2>Progress</h2>
      <div aria-live="polite">
        {latest === undefined ? (
          <p class="quiet">Nothing happened that is still known.</p>
        ) : (
          <ProgressList progress={latest} />
        )}
      </div>
      {earlier.slice(0, SHOWN_WHOLE - 1).map((each) => (
        <ProgressList key={each.startedMs} progress={each} />
      ))}
      {earlier.length >= SHOWN_WHOLE && (
        <details>
          <summary>{earlier.length - SHOWN_WHOLE + 1} earlier</summary>
          {earlier.slice(SHOWN_WHOLE - 1).map((each) => (
            <ProgressList key={each.startedMs} progress={each} />
          ))}
        </details>
      )}
    </div>
  )
}

function Panel({ environment }: { environment: EnvironmentSummary }) {
  const { id, state, currentTransition, lastError } = environment
  const asked = useSignal<ControlTransition | null>(null)
  const failure = useSignal<string | null>(null)
  const isDestroying = useSignal(false)
  const control = async (transition: ControlTransition): Promise<void> => {
    asked.value = transition
    failure.value = null
    try {
      const { error } = await api.control(id, transition)
      if (error !== null) failure.value = `${transition} failed: ${error}`
    } catch (error) {
      failure.value = `${transition}: ${error instanceof Error ? error.message : String(error)}`
    } finally {
      asked.value = null
    }
  }
  // The button that had the focus is gone after a transition.
  useEffect(() => {
    if (asked.value === null && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('.transitions button')?.focus()
    }
  }, [asked.value])
  const isBusy = asked.value !== null || currentTransition !== null
  return (
    <section class="panel" aria-label={`Environment ${id}`}>
      <Facts environment={environment} asked={asked.value} />
      <div class="transitions">
        {isBusy ? (
          <p aria-live="polite">{currentTransition ?? asked.value} is on its way…</p>
        ) : (
          environment.allowedTransitions.map((transition) => (
            <button
              key={transition}
              type="button"
              class={transition === 'START_ACTIVITY' ? 'primary' : ''}
              title={transition}
              onClick={() => control(transition)}
            >
              {BUTTONS[transition]}
            </button>
          ))
        )}
        {!isBusy && environment.allowedTransitions.length === 0 && (
          <p class="quiet">{state} allows no transition; the environment can be destroyed.</p>
        )}
        <button
          type="button"
          class="danger"
          onClick={() => {
            isDestroying.value = true
          }}
        >
          Destroy…
        </button>
      </div>
      <Warnings texts={environment.warnings} />
      <KafkaNote environment={environment} />
      {failure.value !== null && <Failure>{failure.value}</Failure>}
      {failure.value === null && lastError !== null && state === 'ERROR' && <Failure>{lastError}</Failure>}
      {isDestroying.value && (
        <DestroyDialog
          environment={environment}
          close={() => {
            isDestroying.value = false
          }}
        />
      )}
    </section>
  )
}

interface FactsProps {
  environment: EnvironmentSummary
  /** On its way, before the core says so. */
  asked: ControlTransition | null
}

function Facts({ environment, asked }: FactsProps) {
  const { id, state, currentTransition, runNumber, runType, detectors, enteredStateMs } = environment
  return (
    <p class="facts">
      <a class="id" href={routeTo('environments', id)}>
        {id}
      </a>
      <StateBadge state={state} transition={currentTransition ?? asked} />
      <span>
        for <Since ms={enteredStateMs} />
      </span>
      {runNumber !== null && (
        <span>
          Run <strong>{runNumber}</strong>
        </span>
      )}
      {runType !== null && <span>{runType}</span>}
      <span>{detectors.join(' ')}</span>
      <span>
        Kafka <KafkaMark environment={environment} />
      </span>
    </p>
  )
}

function GoneNote({ id }: { id: string }) {
  const end = gone.value.find((each) => each.id === id)
  if (end?.error != null) {
    return (
      <Failure>
        Environment <code>{id}</code> could not be made. <span class="lines">{end.error}</span>{' '}
        <a href={routeTo('new')}>Back to what you entered</a>
      </Failure>
    )
  }
  return (
    <p class="note">
      Environment <code>{id}</code> is gone. <a href={routeTo('environments')}>All environments</a>
    </p>
  )
}
