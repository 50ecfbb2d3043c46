import type { Happening } from '../../page-api/schemas.js'

export type ProgressStatus = 'running' | 'done' | 'failed' | 'noted'

interface Stretch {
  status: ProgressStatus
  startedMs: number
  /** Null while it runs. */
  endedMs: number | null
  error: string | null
}

/** A call, a task, an error…: what happens in a step. */
export interface ProgressItem extends Stretch {
  kind: Happening['kind']
  name: string
  detail: string | null
}

/** `before_START_ACTIVITY`, `leave_CONFIGURED`…; the empty name for what happens outside of steps. */
export interface ProgressStep extends Stretch {
  name: string
  items: ProgressItem[]
}

export interface Progress extends Stretch {
  transition: string
  steps: ProgressStep[]
}

/** What tells the beginning and the end of a transition. */
const WHOLE: readonly Happening['kind'][] = ['transition', 'creation', 'teardown']

/** What ends before its transition does; a run lasts longer, and its moments stand for themselves. */
const LASTING: readonly Happening['kind'][] = ['call', 'task']

/**
 * The transitions of one environment, newest first. A call that is awaited later ends in another step than it started
 * in; it stays where it started.
 *
 * @param happenings of that environment, oldest first
 */
export function progressOf(happenings: readonly Happening[]): Progress[] {
  const all: Progress[] = []
  const running: ProgressItem[] = []
  for (const happening of happenings) {
    const current = find(all, happening) ?? begin(happening)
    if (!all.includes(current)) all.unshift(current)
    if (happening.kind === 'transition') noteWhole(current, happening)
    else if (happening.kind === 'step') noteStep(current, happening)
    else noteItem(current, happening, running)
  }
  return all
}

/** The transition that a happening belongs to; undefined where it begins another one. */
function find(all: readonly Progress[], { transition, kind, status }: Happening): Progress | undefined {
  // A creation ends after its DEPLOY and CONFIGURE.
  if (kind === 'creation') return all.find((each) => each.transition === 'CREATE')
  const [current] = all
  if (transition !== null && transition !== current?.transition) return undefined
  return WHOLE.includes(kind) && status === 'started' && current?.endedMs !== null ? undefined : current
}

function begin({ transition, name, timestampMs }: Happening): Progress {
  return {
    transition: transition ?? name,
    status: 'running',
    startedMs: timestampMs,
    endedMs: null,
    error: null,
    steps: [],
  }
}

function noteWhole(current: Progress, happening: Happening): void {
  if (happening.status === 'done' || happening.status === 'failed') end(current, happening.status, happening)
}

function noteStep(current: Progress, happening: Happening): void {
  const { name, status, timestampMs, error } = happening
  if (status === 'done' || status === 'failed') {
    const step = current.steps.findLast((each) => each.name === name)
    if (step !== undefined) end(step, status, happening)
    return
  }
  current.steps.push({ name, status: 'running', startedMs: timestampMs, endedMs: null, error, items: [] })
}

function noteItem(current: Progress, happening: Happening, running: ProgressItem[]): void {
  const { kind, name, detail, status, timestampMs, error } = happening
  if (status === 'done' || status === 'failed') {
    const begun = running.findLast((item) => item.kind === kind && item.name === name)
    if (WHOLE.includes(kind) && current.endedMs === null) end(current, status, happening)
    if (begun !== undefined) {
      end(begun, status, happening)
      running.splice(running.indexOf(begun), 1)
      return
    }
  }
  const isRunning = status === 'started' && LASTING.includes(kind)
  const item: ProgressItem = {
    ...{ kind, name, detail, error, startedMs: timestampMs },
    status: isRunning ? 'running' : status === 'started' ? 'noted' : status,
    endedMs: isRunning ? null : timestampMs,
  }
  stepFor(current, timestampMs).items.push(item)
  if (isRunning) running.push(item)
}

/** The step that is on, or one without a name. */
function stepFor(current: Progress, timestampMs: number): ProgressStep {
  const last = current.steps.at(-1)
  if (last !== undefined && (last.status === 'running' || last.name === '')) return last
  const outside: ProgressStep = {
    ...{ name: '', status: 'noted', startedMs: timestampMs, endedMs: timestampMs },
    error: null,
    items: [],
  }
  current.steps.push(outside)
  return outside
}

function end(
  stretch: Stretch,
  status: 'done' | 'failed',
  { timestampMs, error }: Pick<Happening, 'timestampMs' | 'error'>,
): void {
  stretch.status = status
  stretch.endedMs = timestampMs
  stretch.error = status === 'failed' ? error : stretch.error
}
