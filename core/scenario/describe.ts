import { ACTIONS, fieldDefault, type SimpleStep } from './schema.js'

/** One line for a step, without what is so by default: `transition E1 START_ACTIVITY`, `fault CONFIGURE host=flp-its-1 error="cannot configure"`. */
export function describeStep(step: SimpleStep): string {
  const action = ACTIONS.find((name) => name !== 'parallel' && step[name] !== undefined)
  if (step.create !== undefined) {
    const { as, template, mode } = step.create
    return `create ${as} from ${template}${mode === 'wait' ? '' : ` (${mode})`}`
  }
  const said = Object.entries(bodyOf(step)).filter(
    ([key, value]) => value !== undefined && value !== fieldDefault(action ?? '', key),
  )
  const [lead, ...rest] = said
  const options = rest.map(option)
  return [action, ...(lead === undefined ? [] : [plain(lead)]), ...options].join(' ')
}

function bodyOf({ transition, destroy, wait, fault, taskEvent, shutdown }: SimpleStep): object {
  if (transition !== undefined) return transition
  return destroy ?? wait ?? fault ?? taskEvent ?? shutdown ?? {}
}

function plain([name, value]: [string, unknown]): string {
  return typeof value === 'number' ? `${value} ${name}` : String(value)
}

function option([name, value]: [string, unknown]): string {
  if (name === 'event' || name === 'state') return String(value)
  return value === true ? name : `${name}=${JSON.stringify(value)}`
}
