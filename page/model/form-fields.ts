import type { VariableSpecView } from '../../page-api/schemas.js'

export type Control = 'text' | 'lines' | 'number' | 'checkbox' | 'choice' | 'choice-or-text' | 'radio'

/** A public variable of a template as a field. */
export interface Field {
  name: string
  label: string
  description: string
  control: Control
  /** The empty text where the core computes it. */
  initial: string
  /** What stands in the template; shown where the core computes the value. */
  expression: string | null
  options: readonly string[]
  /** Of a field with lines. */
  rows: number
  visibleIf: string
  enabledIf: string
}

export interface Panel {
  title: string
  fields: Field[]
}

/** A field of its own: it chooses hosts. */
export const DETECTOR_WIDGET = 'detectorSelector'

const NO_PANEL = 'Configuration'
const SEVERAL_LINES = 4

/** By their panels, in the order of the template; within a panel by `index`. */
export function panelsOf(variables: readonly VariableSpecView[]): Panel[] {
  const panels = new Map<string, VariableSpecView[]>()
  for (const spec of variables) {
    if (spec.widget === DETECTOR_WIDGET) continue
    const title = titleOf(spec.panel)
    panels.set(title, [...(panels.get(title) ?? []), spec])
  }
  return [...panels].map(([title, specs]) => ({
    title,
    fields: specs.sort((a, b) => indexOf(a) - indexOf(b)).map(fieldOf),
  }))
}

/** Why a value does not do, null where it does. An empty one always does: the core takes its default. */
export function problemWithValue(spec: VariableSpecView, value: string): string | null {
  if (value === '') return null
  const isOneOf = spec.values === undefined || spec.values.length === 0 || spec.values.includes(value)
  if (controlOf(spec) !== 'choice-or-text' && !isOneOf) {
    return `the value is ${value}; expected one of ${spec.values?.join(', ')}`
  }
  if (spec.type === 'number' && !Number.isFinite(Number(value)))
    return `the value is ${value}; expected a number`
  if (isBool(spec) && value !== 'true' && value !== 'false') {
    return `the value is ${value}; expected true or false`
  }
  return null
}

function fieldOf(spec: VariableSpecView): Field {
  const { name, label, description = '', value, values = [], visibleif = '', enabledif = '' } = spec
  const isComputed = value.includes('{{')
  return {
    ...{ name, description, options: values, visibleIf: visibleif, enabledIf: enabledif },
    label: label ?? name,
    control: controlOf(spec),
    initial: isComputed ? '' : value,
    expression: isComputed ? value : null,
    rows: Number(spec.rows) || SEVERAL_LINES,
  }
}

/** Source: the widgets of AliECS' handbook; what is not known is a text. */
function controlOf({ widget, type, values = [], rows }: VariableSpecView): Control {
  if (widget === 'checkBox' || type === 'bool' || type === 'boolean') return 'checkbox'
  if (widget === 'radioButtonBox' && values.length > 0) return 'radio'
  if (widget === 'comboBox' && values.length > 0) return 'choice-or-text'
  if ((widget === 'dropDownBox' || widget === 'listBox') && values.length > 0) return 'choice'
  if (type === 'number') return 'number'
  return Number(rows) > 1 ? 'lines' : 'text'
}

function isBool({ type }: VariableSpecView): boolean {
  return type === 'bool' || type === 'boolean'
}

function titleOf(panel: string | undefined): string {
  return panel === undefined || panel === '' ? NO_PANEL : panel.replaceAll('_', ' ')
}

function indexOf({ index }: VariableSpecView): number {
  return Number(index) || 0
}
