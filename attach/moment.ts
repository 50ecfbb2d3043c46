import events from '#generated/protos/events_pb.js'
import { AliecsError } from '../errors.js'

/** Where in the life of an environment an event of the core stands. */
export type Phase =
  | 'creating'
  | 'loaded'
  | 'created'
  | 'starting'
  | 'before-starting'
  | 'before-finished'
  | 'leave-starting'
  | 'leave-finished'
  | 'tasks-starting'
  | 'tasks-finished'
  | 'enter-starting'
  | 'enter-finished'
  | 'after-starting'
  | 'after-finished'
  | 'completed'
  | 'failed'
  | 'teardown-started'
  | 'teardown-leaving'
  | 'teardown-releasing'
  | 'teardown-hooks'
  | 'teardown-failed'
  | 'gone'
  | 'creation-failed'
  /** Outside the order: they may come between any two others. */
  | 'aside'

/** An event on `aliecs.environment`, as far as it matters here. */
export interface EnvironmentMoment {
  kind: 'environment'
  environmentId: string
  timestampMs: number
  /** ns since the Unix epoch: the order in which the core wrote it. */
  timestampNano: bigint
  phase: Phase
  /** START_ACTIVITY…, CREATE, DESTROY; empty outside of them. */
  transition: string
  /** Of the environment when the event was written. */
  state: string
  /** That the step leaves or enters; empty for steps of other kinds. */
  stepState: string
  /** 0 where there is none. */
  runNumber: number
  /** It tells an error. */
  hasFailed: boolean
  /** The root role's variables, with `loaded` only. */
  vars: Readonly<Record<string, string>> | null
  /** When the state was entered, where the core itself was asked and has said so; ms since the Unix epoch, as text. */
  enterStateTime?: string
}

/** An event on `aliecs.run`. */
export interface RunMoment {
  kind: 'run'
  environmentId: string
  timestampMs: number
  timestampNano: bigint
  runNumber: number
  transition: string
  status: 'STARTED' | 'DONE_OK' | 'DONE_ERROR' | 'other'
}

/** A core has started: no environment of an earlier one is there any more. */
export interface CoreStartMoment {
  kind: 'core-start'
  frameworkId: string
  timestampMs: number
  timestampNano: bigint
}

export type Moment = EnvironmentMoment | RunMoment | CoreStartMoment

const CREATION: Readonly<Record<string, Phase>> = {
  'workflow loaded': 'loaded',
  'transition completed successfully': 'created',
  'transition error': 'creation-failed',
}

const TEARDOWN: Readonly<Record<string, Phase>> = {
  'workflow teardown started': 'teardown-started',
  'workflow teardown ongoing': 'teardown-leaving',
  'releasing tasks': 'teardown-releasing',
  'running DESTROY hooks': 'teardown-hooks',
  'environment teardown complete': 'gone',
  'environment teardown finished with error': 'teardown-failed',
}

const WHOLE: Readonly<Record<string, Phase>> = {
  'transition starting': 'starting',
  'transition completed successfully': 'completed',
  'transition error': 'failed',
}

const STEP = /^(before|leave|tasks|enter|after)_(\w+)$/

/**
 * A record's value → what it says; null for events of other kinds.
 *
 * @throws AliecsError KFK_DECODE
 * Source of the sequence: AliceO2Group/Control, core/environment, as its recordings show it.
 */
export function readMoment(value: Uint8Array): Moment | null {
  const event = decode(value)
  const at = { timestampMs: event.getTimestamp(), timestampNano: BigInt(event.getTimestampnano()) }
  const environment = event.getEnvironmentevent()
  if (environment !== undefined) return { ...at, ...environmentMoment(environment) }
  const run = event.getRunevent()
  if (run !== undefined) return { ...at, ...runMoment(run) }
  const start = event.getCorestartevent()
  return start === undefined ? null : { ...at, kind: 'core-start', frameworkId: start.getFrameworkid() }
}

function decode(value: Uint8Array): events.Event {
  try {
    return events.Event.deserializeBinary(value)
  } catch (cause) {
    throw new AliecsError('KFK_DECODE', 'expected an events.Event', { cause })
  }
}

function environmentMoment(
  event: events.Ev_EnvironmentEvent,
): Omit<EnvironmentMoment, 'timestampMs' | 'timestampNano'> {
  const step = event.getTransitionstep()
  const phase = phaseOf(event.getTransition(), step, event.getMessage())
  return {
    kind: 'environment',
    environmentId: event.getEnvironmentid(),
    phase,
    transition: event.getTransition(),
    state: event.getState(),
    stepState: /^(?:leave|enter)_(\w+)$/.exec(step)?.[1] ?? '',
    runNumber: event.getRunnumber(),
    hasFailed: event.getError() !== '',
    vars: phase === 'loaded' ? Object.fromEntries(event.getVarsMap().toObject(true)) : null,
  }
}

function phaseOf(transition: string, step: string, message: string): Phase {
  if (transition === '') return 'aside'
  if (transition === 'CREATE') return CREATION[message] ?? 'creating'
  if (transition === 'DESTROY') return TEARDOWN[message] ?? 'aside'
  if (step === '') return WHOLE[message] ?? 'aside'
  const kind = STEP.exec(step)?.[1] as 'before' | 'leave' | 'tasks' | 'enter' | 'after' | undefined
  if (kind === undefined) return 'aside'
  if (message === 'transition step starting') return `${kind}-starting`
  return message === 'transition step finished' ? `${kind}-finished` : 'aside'
}

function runMoment(event: events.Ev_RunEvent): Omit<RunMoment, 'timestampMs' | 'timestampNano'> {
  const { STARTED, DONE_OK, DONE_ERROR } = events.OpStatus
  const names = new Map<number, RunMoment['status']>([
    [STARTED, 'STARTED'],
    [DONE_OK, 'DONE_OK'],
    [DONE_ERROR, 'DONE_ERROR'],
  ])
  return {
    kind: 'run',
    environmentId: event.getEnvironmentid(),
    runNumber: event.getRunnumber(),
    transition: event.getTransition(),
    status: names.get(event.getTransitionstatus()) ?? 'other',
  }
}
