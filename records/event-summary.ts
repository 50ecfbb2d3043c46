import type {
  CallEventJson,
  EnvironmentEventJson,
  EventJson,
  IntegratedServiceEventJson,
  OpStatusJson,
  RoleEventJson,
  RunEventJson,
  TaskEventJson,
} from './event-json.js'
import { printable } from './printable.js'
import { coloredCell, runCell, type SummaryStyle, stateCell } from './summary-style.js'

const TRANSITION_WIDTH = 'START_ACTIVITY'.length
const STEP_WIDTH = 'before_START_ACTIVITY'.length
const SHORT_STEP_WIDTH = 'leave_CONFIGURED'.length
const STATUS_WIDTH = 'DONE_TIMEOUT'.length
const FUNC_WIDTH = 'kafka.PublishEnterStateUpdate()'.length
const HOST_WIDTH = 'flp123'.length
/** So many characters of an error are shown in a line of text; JSON has them all. */
const ERROR_LENGTH = 300

/** What an event of the core says, in a line. */
export function summarizeEvent(event: EventJson, style: SummaryStyle): string {
  const cells = cellsOf(event, style)
  return cells.join(style.narrow ? ' ' : '  ').trimEnd()
}

function cellsOf(event: EventJson, style: SummaryStyle): string[] {
  if (event.environmentEvent !== undefined) return environmentCells(event.environmentEvent, style)
  if (event.runEvent !== undefined) return runCells(event.runEvent, style)
  if (event.callEvent !== undefined) return callCells(event.callEvent, style)
  if (event.roleEvent !== undefined) return roleCells(event.roleEvent, style)
  if (event.taskEvent !== undefined) return taskCells(event.taskEvent, style)
  if (event.integratedServiceEvent !== undefined) return serviceCells(event.integratedServiceEvent, style)
  return metaCells(event, style)
}

function environmentCells(event: EnvironmentEventJson, style: SummaryStyle): string[] {
  const { transition = '', transitionStep = '', transitionStatus, message = '', error, vars } = event
  // At its end the step leave_STATE is DONE_ERROR, whatever happened.
  const isFailure = error !== undefined || !transitionStep.startsWith('leave_')
  const variables = vars === undefined ? '' : ` (${Object.keys(vars).length} variables)`
  return [
    stateCell(event.state, style),
    runCell(event.runNumber, style),
    ...(style.narrow
      ? [short(transitionStep === '' ? transition : transitionStep).padEnd(SHORT_STEP_WIDTH)]
      : [printable(transition).padEnd(TRANSITION_WIDTH), printable(transitionStep).padEnd(STEP_WIDTH)]),
    statusCell(transitionStatus, style, isFailure),
    ...(style.narrow ? [] : [printable(message) + variables]),
    ...errorCells(error, style),
  ]
}

function runCells(event: RunEventJson, style: SummaryStyle): string[] {
  const { transition = '' } = event
  return [
    stateCell(event.state, style),
    runCell(event.runNumber, style),
    style.narrow
      ? short(transition).padEnd('TEARDOWN'.length)
      : printable(transition).padEnd(TRANSITION_WIDTH),
    statusCell(event.transitionStatus, style),
    ...errorCells(event.error, style),
  ]
}

function callCells(
  { func = '', callStatus, path = '', error }: CallEventJson,
  style: SummaryStyle,
): string[] {
  return [
    printable(func).padEnd(FUNC_WIDTH),
    statusCell(callStatus, style),
    ...(style.narrow ? [] : [printable(path)]),
    ...errorCells(error, style),
  ]
}

function roleCells({ state, status = '', rolePath = '' }: RoleEventJson, style: SummaryStyle): string[] {
  const { colors } = style
  const change =
    state === undefined
      ? `${colors.dim('status')} ${printable(status).padEnd('CONFIGURED'.length)}`
      : `${colors.dim('state ')} ${stateCell(state, style)}`
  return [change, pathCell(rolePath, style)]
}

function taskCells(event: TaskEventJson, style: SummaryStyle): string[] {
  const { state, status = '', hostname = '', path = '' } = event
  return [
    stateCell(state, style),
    printable(status).padEnd('INACTIVE'.length),
    ...(style.narrow ? [] : [printable(hostname).padEnd(HOST_WIDTH)]),
    pathCell(path, style),
  ]
}

function serviceCells(event: IntegratedServiceEventJson, style: SummaryStyle): string[] {
  const { name = '', operationName = '', operationStep = '', error } = event
  return [
    printable(operationName),
    statusCell(event.operationStatus, style),
    ...(operationStep === '' ? [] : [printable(operationStep)]),
    ...(operationStep === '' ? [] : [statusCell(event.operationStepStatus, style)]),
    ...(style.narrow ? [] : [style.colors.dim(printable(name))]),
    ...errorCells(error, style),
  ]
}

function metaCells(event: EventJson, { colors }: SummaryStyle): string[] {
  const { coreStartEvent, frameworkEvent, beamModeEvent } = event
  if (coreStartEvent !== undefined) {
    return ['core started,', `framework ${printable(coreStartEvent.frameworkId ?? '?')}`]
  }
  if (frameworkEvent !== undefined) return ['framework:', printable(frameworkEvent.message ?? '')]
  if (event.mesosHeartbeatEvent !== undefined) return [colors.dim('heartbeat')]
  if (beamModeEvent === undefined) return [colors.yellow('no payload that is known')]
  const { beamMode = 'UNKNOWN', fillNumber } = beamModeEvent.beamInfo ?? {}
  return [`beam mode ${beamMode}`, fillNumber === undefined ? '' : `fill ${fillNumber}`]
}

/** Without the name of the workflow where there is little room. */
function pathCell(path: string, { narrow }: SummaryStyle): string {
  return printable(narrow ? path.slice(path.indexOf('.') + 1) : path)
}

/** START of START_ACTIVITY, before_START of before_START_ACTIVITY. */
function short(transitionOrStep: string): string {
  return printable(transitionOrStep).replace('_ACTIVITY', '')
}

function statusCell(status: OpStatusJson | undefined, { colors }: SummaryStyle, isFailure = true): string {
  const hasFailed = isFailure && (status === 'DONE_ERROR' || status === 'DONE_TIMEOUT')
  const color = status === 'DONE_OK' ? colors.green : hasFailed ? colors.red : colors.dim
  return coloredCell(String(status ?? ''), STATUS_WIDTH, color)
}

function errorCells(error: string | undefined, { colors }: SummaryStyle): string[] {
  if (error === undefined) return []
  const more = error.length > ERROR_LENGTH ? '…' : ''
  return [colors.red(printable(error.slice(0, ERROR_LENGTH)) + more)]
}
