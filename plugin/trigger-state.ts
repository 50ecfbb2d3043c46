const ACTIVITY_STATES = new Map([
  ['before_START_ACTIVITY', 'CONFIGURED'],
  ['after_START_ACTIVITY', 'RUNNING'],
  ['before_STOP_ACTIVITY', 'RUNNING'],
  ['after_STOP_ACTIVITY', 'CONFIGURED'],
])

/**
 * The state that a trigger speaks of: the one entered or left, or the one around START_ACTIVITY and STOP_ACTIVITY;
 * UNKNOWN for all others (DESTROY among them) and for names that could be no state.
 * Source: AliceO2Group/Control, core/integration/kafka/plugin.go, newEnvStateObject.
 */
export function stateOfTrigger(name: string): string {
  return /^(?:enter|leave)_([A-Za-z]\w*)$/.exec(name)?.[1] ?? ACTIVITY_STATES.get(name) ?? 'UNKNOWN'
}

/** Whether a message for this trigger carries run number and run type. */
export function carriesRun(name: string): boolean {
  return stateOfTrigger(name) === 'RUNNING' || name.includes('START_ACTIVITY')
}
