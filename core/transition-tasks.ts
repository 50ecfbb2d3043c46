import { AliecsError, messageOf } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import type { Environment } from './environment.js'
import type { TransitionEvent } from './fsm.js'
import type { HookTaskRole } from './roles.js'
import type { TaskListener } from './task-manager.js'

/** What the tasks do in the middle of a transition. @returns TASKS_FAILED, null where all went well */
export function commandTasks(environment: Environment, event: TransitionEvent): Promise<AliecsError | null> {
  return errorOf(command(environment, event))
}

/** @returns TASKS_FAILED, null where it went well */
export async function runHookTask(environment: Environment, role: HookTaskRole): Promise<AliecsError | null> {
  const { id, services } = environment
  const timeoutMs = parseGoDuration(role.hook.timeout) ?? services.limits.taskTimeoutMs
  const onChange: TaskListener = (task) => environment.tell({ type: 'task', task: { ...task } })
  return errorOf(services.tasks.runHook(id, role, { timeoutMs, onChange }))
}

async function errorOf(work: Promise<void>): Promise<AliecsError | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof AliecsError) return error
    return new AliecsError('TASKS_FAILED', messageOf(error), { cause: error })
  }
}

function command(environment: Environment, event: TransitionEvent): Promise<void> {
  const { tasks, limits } = environment.services
  const timeoutMs = limits.taskTimeoutMs
  switch (event) {
    case 'DEPLOY':
      return deploy(environment)
    case 'CONFIGURE':
      return configure(environment)
    case 'START_ACTIVITY':
      return tasks.transition(environment.id, 'START', { timeoutMs })
    case 'STOP_ACTIVITY':
      return tasks.transition(environment.id, 'STOP', { timeoutMs })
    case 'RESET':
      return tasks.transition(environment.id, 'RESET', { timeoutMs })
    case 'GO_ERROR':
      return stopRunningTasks(environment)
  }
}

/**
 * The original waits for the root role to become active: for 90 s in vain where there is neither a task nor a critical
 * call. Ours says so at once.
 */
async function deploy(environment: Environment): Promise<void> {
  const { taskRoles, callRoles, workflow, watch, roleStates } = environment
  roleStates.deploying()
  if (taskRoles.length === 0 && !callRoles.some(({ critical }) => critical)) {
    const text = `${workflow.name} has neither a task nor a critical call role: it can never become active`
    throw new AliecsError('TASKS_FAILED', `workflow deployment failed: ${text}`)
  }
  await environment.services.tasks.deploy(environment.id, taskRoles, {
    timeoutMs: deployTimeoutMs(environment),
    onChange: (task) => watch.onChange(task),
  })
}

/** The original waits for ever for the answers of no tasks. */
async function configure(environment: Environment): Promise<void> {
  const { taskRoles, workflow, services, id } = environment
  if (taskRoles.length === 0) {
    throw new AliecsError('TASKS_FAILED', `CONFIGURE could not complete: ${workflow.name} has no task`)
  }
  await services.tasks.transition(id, 'CONFIGURE', { timeoutMs: services.limits.taskTimeoutMs })
}

/** What the tasks answer changes nothing: the environment is on its way to ERROR. */
async function stopRunningTasks({ id, services }: Environment): Promise<void> {
  try {
    const timeoutMs = services.limits.taskTimeoutMs
    await services.tasks.transition(id, 'STOP', { timeoutMs, only: 'RUNNING' })
  } catch (error) {
    services.logger.warn({ environmentId: id }, `GO_ERROR: ${messageOf(error)}`)
  }
}

function deployTimeoutMs({ id, vars, services }: Environment): number {
  const text = vars.get('deploy_timeout')
  if (text === undefined) return services.limits.deployTimeoutMs
  const timeoutMs = parseGoDuration(text)
  if (timeoutMs !== null) return timeoutMs
  const fallback = services.limits.deployTimeoutMs
  services.logger.warn(
    { environmentId: id },
    `deploy_timeout "${text}" is no duration, taking ${fallback} ms`,
  )
  return fallback
}
