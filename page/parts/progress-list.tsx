import type { Progress, ProgressItem, ProgressStatus, ProgressStep } from '../model/progress.js'
import { exactDuration } from '../model/times.js'
import { Time } from './time.js'

const MARKS: Record<ProgressStatus, string> = { running: '●', done: '✓', failed: '✗', noted: '·' }
/** What has a beginning and an end. */
const TIMED: readonly ProgressItem['kind'][] = ['call', 'task']

/** A transition: its steps in order, and in each what was called and what the tasks did. */
export function ProgressList({ progress }: { progress: Progress }) {
  const { transition, status, startedMs, error, steps } = progress
  return (
    <section class="progress" aria-label={`Progress of ${transition}`}>
      <h3>
        <Mark status={status} /> {transition}{' '}
        <span class="quiet">{status === 'running' ? 'is on its way' : status}</span>
        <Took {...progress} />
        <span class="quiet at">
          <Time ms={startedMs} />
        </span>
      </h3>
      {error !== null && <p class="error-text">{error}</p>}
      <ol class="steps">
        {steps.map((step) => (
          <Step key={`${step.startedMs} ${step.name}`} step={step} />
        ))}
      </ol>
    </section>
  )
}

function Step({ step }: { step: ProgressStep }) {
  return (
    <li>
      {step.name !== '' && (
        <p class="step">
          <Mark status={step.status} /> <code>{step.name}</code> <Took {...step} />
        </p>
      )}
      {step.error !== null && <p class="error-text">{step.error}</p>}
      {step.items.length > 0 && (
        <ul class="items">
          {step.items.map((item, index) => (
            <Item key={index} item={item} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Item({ item }: { item: ProgressItem }) {
  const { kind, status, error } = item
  return (
    <li>
      <Mark status={status} /> <span class="kind">{kind}</span>{' '}
      <span class="what">
        <What {...item} />
      </span>
      {TIMED.includes(kind) && status !== 'noted' && <Took {...item} />}
      {error !== null && <p class="error-text">{error}</p>}
    </li>
  )
}

/** What says most comes first: of a call its function, of a task its state. */
function What({ kind, name, detail }: ProgressItem) {
  const isDetailFirst = detail !== null && (kind === 'call' || kind === 'task')
  const [first, second] = isDetailFirst ? [detail, name] : [name, detail]
  return (
    <>
      <code>{first}</code> <span class="quiet">{second}</span>
    </>
  )
}

function Mark({ status }: { status: ProgressStatus }) {
  return (
    <span class={`mark ${status}`} role="img" aria-label={status}>
      {MARKS[status]}
    </span>
  )
}

function Took({ startedMs, endedMs }: { startedMs: number; endedMs: number | null }) {
  if (endedMs === null) return null
  return <span class="took">{exactDuration(endedMs - startedMs)}</span>
}
