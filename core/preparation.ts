import { AliecsError, messageOf } from '../errors.js'
import { listed } from '../excerpt.js'
import type { VarStack } from '../plugin/host.js'
import { checkHooks } from './check-hooks.js'
import { detectorWarnings } from './detector-warnings.js'
import { Environment } from './environment.js'
import { EnvironmentVars } from './environment-vars.js'
import type { CreationMode, CreationStep, RequestUser } from './observer.js'
import { leavesOf } from './roles.js'
import type { DetectorInventory, EnvironmentServices, LoadWorkflow, ReadRuntimeVars } from './services.js'
import { parseTextList } from './text-list.js'
import { warnOfUnknownTriggers } from './unknown-triggers.js'
import { within } from './waiting.js'
import type { Workflow } from './workflow/types.js'
import type { VarLayers } from './workflow/var-stack.js'

export interface CreateRequest {
  /** From `newId`, for callers who need it before the first thing happens; a new one where not given. */
  id?: string
  /** The workflow template's file. */
  template: string
  /** Names with a colon, meant for single roles, are ignored, as in the original. */
  userVars?: VarStack
  requestUser?: RequestUser
  /** `wait` where not given; only those who listen make a difference. */
  mode?: CreationMode
}

export interface CreationServices extends EnvironmentServices {
  loadWorkflow: LoadWorkflow
  readRuntimeVars: ReadRuntimeVars
  inventory: DetectorInventory
}

/** What is known of an environment that could be made. */
export interface RehearsedCreation {
  /** Of its root role. */
  variables: VarStack
  /** Of its tasks. */
  hosts: string[]
}

/**
 * From a request to an environment in STANDBY that nobody knows yet.
 *
 * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN and the like
 * Source: AliceO2Group/Control, core/environment/manager.go, CreateEnvironment
 */
export async function prepareEnvironment(
  id: string,
  request: CreateRequest,
  services: CreationServices,
): Promise<Environment> {
  const tell = (step: CreationStep): void => tellCreation(id, request, services, step)
  tell('instantiating')
  warnOfIgnored(id, request, services)
  const globals = await readGlobals(id, request, services)
  tell('running hooks')
  tell('loading workflow')
  const { workflow, vars } = await load(request.template, globals, services)
  warnOfUnknownTriggers(workflow.root, services.logger)
  const warnings = detectorWarnings(vars, services.inventory)
  for (const warning of warnings) services.logger.warn({ environmentId: id }, warning)
  return new Environment({
    ...{ id, workflow, vars, services, warnings },
    requestUser: request.requestUser ?? null,
  })
}

/**
 * Goes as far as a creation can go without making anything.
 *
 * @throws AliecsError what `prepareEnvironment` would throw
 */
export async function rehearseCreation(
  request: CreateRequest,
  services: CreationServices,
): Promise<RehearsedCreation> {
  const globals = await readGlobals('', request, services)
  const { workflow, vars } = await load(request.template, globals, services)
  const hosts = new Set(
    leavesOf(workflow.root).flatMap((role) => (role.kind === 'task' ? role.hostname : [])),
  )
  return { variables: vars.rootStack(), hosts: [...hosts] }
}

/** What happens before there is an environment, or after it is gone. */
export function tellCreation(
  id: string,
  request: CreateRequest,
  { observer, clock }: EnvironmentServices,
  step: CreationStep,
  error: string | null = null,
): void {
  observer({
    type: 'creation',
    step,
    mode: request.mode ?? 'wait',
    template: request.template,
    error,
    vars: null,
    environmentId: id,
    state: 'PENDING',
    runNumber: null,
    timestampMs: clock(),
    requestUser: request.requestUser ?? null,
    workflow: null,
  })
}

function warnOfIgnored(id: string, { userVars = {} }: CreateRequest, { logger }: CreationServices): void {
  const ignored = Object.keys(userVars).filter((name) => name.includes(':'))
  if (ignored.length === 0) return
  logger.warn({ environmentId: id }, `variables for single roles are ignored: ${listed(ignored)}`)
}

/**
 * Reads the variables above the template, once: the environment keeps them, whatever changes outside.
 *
 * @throws AliecsError SETTINGS_SOURCE
 */
async function readGlobals(
  id: string,
  { userVars = {}, requestUser }: CreateRequest,
  { readRuntimeVars, limits, clock }: CreationServices,
): Promise<VarLayers> {
  const own = Object.entries(userVars).filter(([name]) => !name.includes(':'))
  const late = (): Error => new Error(`no answer within ${limits.configurationTimeoutMs} ms`)
  const { defaults, vars } = await within(readRuntimeVars(), limits.configurationTimeoutMs, late).catch(
    (error: unknown) => {
      const text = `cannot read the runtime variables, without which kafka_enabled would be off: ${messageOf(error)}`
      throw new AliecsError('SETTINGS_SOURCE', text, { cause: error })
    },
  )
  return {
    defaults: { ...defaults },
    vars: { ...vars },
    userVars: {
      ...Object.fromEntries(own),
      ...(requestUser === undefined ? {} : { last_request_user: JSON.stringify(requestUser) }),
      environment_id: id,
      enter_state_time_ms: String(clock()),
    },
  }
}

async function load(
  template: string,
  globals: VarLayers,
  services: CreationServices,
): Promise<{ workflow: Workflow; vars: EnvironmentVars }> {
  const workflow = await loadInTime(template, globals, services)
  checkHooks(workflow.root, services.plugins)
  const vars = new EnvironmentVars(globals, workflow.root)
  addDetectors(vars, services.inventory)
  return { workflow, vars }
}

async function loadInTime(
  template: string,
  globals: VarLayers,
  { loadWorkflow, limits }: CreationServices,
): Promise<Workflow> {
  try {
    const late = (): Error => new Error(`not within ${limits.configurationTimeoutMs} ms`)
    const loading = Promise.resolve(loadWorkflow(template, globals))
    return await within(loading, limits.configurationTimeoutMs, late)
  } catch (error) {
    const code = error instanceof AliecsError ? error.code : 'TEMPLATE_INVALID'
    const lines = messageOf(error).replaceAll(/^/gm, 'cannot load workflow template: ')
    throw new AliecsError(code, lines, { cause: error })
  }
}

/** A very defaulty `detectors`, for templates that do not say. */
function addDetectors(vars: EnvironmentVars, inventory: DetectorInventory): void {
  try {
    const detectors = inventory.detectorsForHosts(parseTextList(vars.get('hosts')) ?? [])
    vars.globals.defaults['detectors'] = JSON.stringify(detectors)
  } catch (error) {
    if (!(error instanceof AliecsError)) throw error
    const text = `cannot acquire detectors in loaded workflow template: ${error.message}`
    throw new AliecsError(error.code, text, { cause: error })
  }
}
