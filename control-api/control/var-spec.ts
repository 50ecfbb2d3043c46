import type { VarSpecMessage } from '#generated/grpc/o2control/VarSpecMessage.js'
import type { VariableSpec } from '../../core/workflow/index.js'

const TYPES = ['string', 'number', 'bool', 'list', 'map'] as const
const WIDGETS = [
  'editBox',
  'slider',
  'listBox',
  'dropDownBox',
  'comboBox',
  'radioButtonBox',
  'checkBox',
] as const

/** What a template says of a variable; an unknown type is a string, an unknown widget an edit box, as in the original. */
export function varSpec(spec: VariableSpec): VarSpecMessage {
  return {
    defaultValue: spec.value,
    type: oneOf(TYPES, spec.type) ?? 'string',
    label: spec.label ?? '',
    description: spec.description ?? '',
    widget: oneOf(WIDGETS, spec.widget) ?? 'editBox',
    panel: spec.panel ?? '',
    allowedValues: spec.values ?? [],
    index: integer(spec.index),
    visibleIf: spec.visibleif ?? '',
    enabledIf: spec.enabledif ?? '',
    rows: Math.max(0, integer(spec.rows)),
  }
}

function oneOf<Name extends string>(names: readonly Name[], text: string | undefined): Name | undefined {
  return names.find((name) => name.toLowerCase() === text?.trim().toLowerCase())
}

/** 0 for what is no 32-bit integer. */
function integer(text: string | undefined): number {
  const value = Number(text ?? '')
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : 0
}
