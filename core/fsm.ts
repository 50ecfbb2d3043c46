/** The states of an environment. PENDING, which is before them, belongs to the creation, not to the machine. */
export const STATES = ['STANDBY', 'DEPLOYED', 'CONFIGURED', 'RUNNING', 'ERROR', 'DONE'] as const
export type State = (typeof STATES)[number]

interface Rule {
  from: readonly State[]
  to: State
}

/**
 * Event → where it is allowed and where it leads. AliECS declares EXIT and RECOVER too, but nothing can ask for
 * them; DONE is set by the teardown, without an event.
 * Source: AliceO2Group/Control, core/environment/environment.go, newEnvironment.
 */
const RULES = {
  DEPLOY: { from: ['STANDBY'], to: 'DEPLOYED' },
  CONFIGURE: { from: ['DEPLOYED'], to: 'CONFIGURED' },
  RESET: { from: ['CONFIGURED'], to: 'DEPLOYED' },
  START_ACTIVITY: { from: ['CONFIGURED'], to: 'RUNNING' },
  STOP_ACTIVITY: { from: ['RUNNING'], to: 'CONFIGURED' },
  GO_ERROR: { from: ['STANDBY', 'DEPLOYED', 'CONFIGURED', 'RUNNING'], to: 'ERROR' },
} as const satisfies Record<string, Rule>

export type TransitionEvent = keyof typeof RULES
export const TRANSITION_EVENTS = Object.keys(RULES) as TransitionEvent[]

/** The events that a client may ask for; GO_ERROR is the core's own. */
export const CLIENT_EVENTS = ['DEPLOY', 'CONFIGURE', 'RESET', 'START_ACTIVITY', 'STOP_ACTIVITY'] as const
export type ClientEvent = (typeof CLIENT_EVENTS)[number]

export function isClientEvent(name: string): name is ClientEvent {
  return CLIENT_EVENTS.some((event) => event === name)
}

/** Where `event` leads from `state`; undefined where it is not allowed. */
export function findDestination(event: TransitionEvent, state: State): State | undefined {
  const rule: Rule = RULES[event]
  return rule.from.includes(state) ? rule.to : undefined
}

/** The events that `state` allows, those of clients only. */
export function clientEventsIn(state: State): ClientEvent[] {
  return CLIENT_EVENTS.filter((event) => findDestination(event, state) !== undefined)
}
