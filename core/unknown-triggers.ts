import { quoted } from '../excerpt.js'
import type { Logger } from '../plugin/host.js'
import { findNearMiss } from '../settings/near-miss.js'
import { parseTrigger } from '../trigger.js'
import { STATES, TRANSITION_EVENTS } from './fsm.js'
import { callRolesOf, hookTaskRolesOf } from './roles.js'
import type { AggregatorRole, SourcePosition } from './workflow/types.js'

/** All moments at which hooks can run. */
const MOMENTS = new Set([
  ...STATES.flatMap((state) => [`enter_${state}`, `leave_${state}`]),
  ...TRANSITION_EVENTS.flatMap((event) => [`before_${event}`, `after_${event}`]),
  'DESTROY',
  'after_DESTROY',
])

/**
 * A trigger that no moment has is no error in AliECS, and its call never runs: what is most likely a slip is said when the
 * template is loaded, because nothing else will ever say it.
 */
export function warnOfUnknownTriggers(root: AggregatorRole, logger: Logger): void {
  const hooks = [
    ...callRolesOf(root),
    ...hookTaskRolesOf(root).map(({ position, path, hook }) => ({ position, path, ...hook })),
  ]
  for (const { position, path, trigger, await: awaited } of hooks) {
    warnOf('trigger', trigger, position, path, logger)
    if (awaited !== trigger) warnOf('await', awaited, position, path, logger)
  }
}

function warnOf(
  key: string,
  expression: string,
  position: SourcePosition,
  path: string,
  logger: Logger,
): void {
  const { name } = parseTrigger(expression)
  if (MOMENTS.has(name)) return
  const near = findNearMiss(name, [...MOMENTS])
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  logger.warn(
    {},
    `${position.file}:${position.line}: ${path}: ${key}: nothing happens at ${quoted(name)}${hint}`,
  )
}
