import { computed, signal } from '@preact/signals'
import type { TemplateView } from '../../page-api/schemas.js'
import type { Refusal, Variables } from '../model/advanced-configuration.js'
import { problemWithValue } from '../model/form-fields.js'
import { environments, info, templates } from './store.js'

const ADD_OR_CLEAR = 'add it, or empty its field'

/** What was entered; it stays when another view is looked at, and when a creation failed. */
export const chosenReference = signal<string | null>(null)
/** Fields that were changed. */
export const changedFields = signal<Variables>({})
export const chosenHosts = signal<readonly string[]>([])
export const advanced = signal<Variables>({})
/** Typed, and not added yet. */
export const draftKey = signal('')
export const draftValue = signal('')
export const draftJson = signal('')

export const chosenTemplate = computed<TemplateView | null>(() => {
  const all = templates.value ?? []
  return (
    all.find(({ reference }) => reference === chosenReference.value) ??
    all.find(({ isDefault }) => isDefault) ??
    all[0] ??
    null
  )
})

/** Those of environments that are there now. */
export const busyDetectors = computed(() => new Set(environments.value.flatMap(({ detectors }) => detectors)))

/** Chosen, and of a detector that is still free. */
export const freeHosts = computed(() => {
  const free = Object.entries(info.value?.detectors.hosts ?? {})
    .filter(([detector]) => !busyDetectors.value.has(detector))
    .flatMap(([, hosts]) => hosts)
  return chosenHosts.value.filter((host) => free.includes(host))
})

/** What is set, and where; the same key twice is refused. */
export const takenKeys = computed(() => {
  const taken = new Map<string, string>()
  for (const key of Object.keys(fieldVariables())) taken.set(key, 'in a field above')
  for (const key of Object.keys(advanced.value))
    taken.set(key, 'in the list of added variables; remove it there first')
  return taken
})

export function setField(name: string, value: string, initial: string): void {
  const { [name]: _before, ...others } = changedFields.value
  changedFields.value = value === initial ? others : { ...others, [name]: value }
}

export function addAdvanced(variables: Variables): void {
  advanced.value = { ...advanced.value, ...variables }
}

export function removeAdvanced(key: string): void {
  const { [key]: _removed, ...others } = advanced.value
  advanced.value = others
}

export function clearForm(): void {
  changedFields.value = {}
  chosenHosts.value = []
  advanced.value = {}
  draftKey.value = ''
  draftValue.value = ''
  draftJson.value = ''
}

/** What a key that the template has a field for may not be. */
export function refusalsByTemplate(variables: Variables): Refusal[] {
  const specs = new Map(chosenTemplate.value?.variables.map((spec) => [spec.name, spec]))
  return Object.entries(variables).flatMap(([name, value]) => {
    const spec = specs.get(name)
    const reason = spec === undefined ? null : problemWithValue(spec, value)
    return reason === null ? [] : [{ name, reason }]
  })
}

/** All that is sent, or what is wrong with it. */
export function collectVariables(): { variables: Variables; refused: Refusal[] } {
  const fields = fieldVariables()
  const twice = Object.keys(advanced.value)
    .filter((key) => Object.hasOwn(fields, key))
    .map((name) => ({
      name,
      reason: 'is set in a field and in Advanced configuration; remove one of the two',
    }))
  const refused = [...refusalsByTemplate(fields), ...twice, ...forgottenDrafts()]
  return { variables: { ...fields, ...advanced.value }, refused }
}

/** What somebody typed and did not add would be lost, and they would not know. */
function forgottenDrafts(): Refusal[] {
  const [key, value] = [draftKey.value.trim(), draftValue.value.trim()]
  const isPair = key !== '' || value !== ''
  return [
    ...(isPair
      ? [{ name: key === '' ? value : key, reason: `is typed, but not added: ${ADD_OR_CLEAR}` }]
      : []),
    ...(draftJson.value.trim() === ''
      ? []
      : [{ name: 'The JSON text', reason: `is not added: ${ADD_OR_CLEAR}` }]),
  ]
}

function fieldVariables(): Variables {
  const hosts = freeHosts.value
  const known = new Set(chosenTemplate.value?.variables.map(({ name }) => name))
  const changed = Object.entries(changedFields.value).filter(([name]) => known.has(name))
  return { ...Object.fromEntries(changed), ...(hosts.length > 0 && { hosts: JSON.stringify(hosts) }) }
}
