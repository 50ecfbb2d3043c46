import { basename } from 'node:path'
import { clientEventsIn, type Environment } from '../core/index.js'
import type { CallRole, Role } from '../core/workflow/index.js'
import type { EnvironmentDetail, EnvironmentSummary, Happening, KafkaCalls, RoleView } from './schemas.js'

/** What is known of an environment beside itself. */
export interface EnvironmentNotes {
  /** The file of the template. */
  template: string
  createdMs: number
  enteredStateMs: number
  lastError: string | null
  kafkaCalls: KafkaCalls
  /** Its creation is not at its end. */
  isBeingMade: boolean
  /** Oldest first. */
  history: readonly Happening[]
}

/** Whether a call is one of the kafka plugin. */
export function isKafkaCall({ func }: CallRole): boolean {
  return func.startsWith('kafka.')
}

/** Of one that is still being made. */
export function pendingSummary(id: string, notes: EnvironmentNotes): EnvironmentSummary {
  return {
    id,
    state: 'PENDING',
    currentTransition: 'CREATE',
    runNumber: null,
    runType: null,
    detectors: [],
    hosts: 0,
    tasks: 0,
    template: basename(notes.template).replace(/\.ya?ml$/, ''),
    createdMs: notes.createdMs,
    enteredStateMs: notes.enteredStateMs,
    kafkaEnabled: false,
    kafkaCalls: notes.kafkaCalls,
    lastError: notes.lastError,
    warnings: [],
    allowedTransitions: [],
  }
}

export function summaryOf(environment: Environment, notes: EnvironmentNotes): EnvironmentSummary {
  const { id, state, runNumber, detectors, hosts, tasks, workflow, warnings } = environment
  const { currentTransition: underWay, isLeaving } = environment
  const currentTransition = underWay ?? (isLeaving ? 'DESTROY' : notes.isBeingMade ? 'CREATE' : null)
  return {
    id,
    state,
    currentTransition,
    runNumber,
    runType: environment.vars.get('run_type') ?? null,
    detectors,
    hosts: hosts.length,
    tasks: tasks.length,
    template: workflow.name,
    createdMs: environment.createdMs,
    enteredStateMs: notes.enteredStateMs,
    // Its roles are there only where `kafka_enabled` was true when the workflow was loaded.
    kafkaEnabled: environment.callRoles.some(isKafkaCall),
    kafkaCalls: notes.kafkaCalls,
    lastError: notes.lastError ?? environment.lastError?.message ?? null,
    warnings: [...warnings],
    allowedTransitions: currentTransition === null ? clientEventsIn(state) : [],
  }
}

/** What comes with the workflow. */
const NOTHING_LOADED = { vars: {}, defaults: {}, userVars: {}, effectiveVars: {}, roles: [], taskList: [] }

export function pendingDetail(id: string, notes: EnvironmentNotes): EnvironmentDetail {
  return { ...pendingSummary(id, notes), ...NOTHING_LOADED, history: [...notes.history], gone: false }
}

/** Of one that is gone: as it was at last, without what went with it. */
export function goneDetail(
  id: string,
  notes: EnvironmentNotes,
  last: EnvironmentSummary | null,
  isFailedCreation: boolean,
): EnvironmentDetail {
  return {
    ...(last ?? pendingSummary(id, notes)),
    ...NOTHING_LOADED,
    state: isFailedCreation ? 'ERROR' : 'DONE',
    enteredStateMs: notes.history.at(-1)?.timestampMs ?? notes.enteredStateMs,
    currentTransition: null,
    runNumber: null,
    kafkaCalls: notes.kafkaCalls,
    lastError: notes.lastError ?? last?.lastError ?? null,
    allowedTransitions: [],
    history: [...notes.history],
    gone: true,
  }
}

export function detailOf(environment: Environment, notes: EnvironmentNotes): EnvironmentDetail {
  const { vars, defaults, userVars } = environment.vars.globals
  return {
    ...summaryOf(environment, notes),
    vars,
    defaults,
    userVars,
    effectiveVars: environment.vars.rootStack(),
    roles: roleViews(environment, environment.workflow.root, 0),
    taskList: environment.tasks.map(({ id, role, state, status }) => ({
      id,
      path: role.path,
      className: role.taskClass,
      hostname: role.hostname,
      state,
      status,
      critical: role.critical,
    })),
    history: [...notes.history],
    gone: false,
  }
}

function roleViews(environment: Environment, role: Role, depth: number): RoleView[] {
  const { state, status } = environment.roleStates.standingOf(role)
  const view: RoleView = {
    path: role.path,
    name: role.name,
    depth,
    kind: role.kind,
    state: role.kind === 'call' ? null : state,
    status,
    critical: null,
    func: null,
    trigger: null,
    await: null,
    timeout: null,
    taskClass: null,
    hostname: null,
  }
  if (role.kind === 'aggregator') {
    return [view, ...role.roles.flatMap((child) => roleViews(environment, child, depth + 1))]
  }
  if (role.kind === 'call') {
    const { critical, func, trigger, await: awaited, timeout } = role
    return [{ ...view, critical, func, trigger, await: awaited, timeout }]
  }
  const { critical, taskClass, hostname, hook } = role
  return [{ ...view, critical, taskClass, hostname, ...hook }]
}
