import type { Logger } from '../../plugin/host.js'
import type { TextField } from './text-template.js'
import type { VariableSpec } from './types.js'
import type { YamlBlock } from './yaml-block.js'

export interface ParseContext {
  /** Takes every variable tagged `!public`; of several with one name the first. */
  publicVars: Map<string, VariableSpec>
  logger: Logger
}

const SPEC_TEXTS = [
  'type',
  'label',
  'description',
  'widget',
  'panel',
  'index',
  'rows',
  'visibleif',
  'enabledif',
] as const

/** The `defaults` or `vars` of a role: a text each, or a `!public` mapping with the text as its `value`. */
export function parseVariables(
  role: YamlBlock,
  layer: 'defaults' | 'vars',
  { publicVars, logger }: ParseContext,
): Map<string, TextField> {
  const variables = new Map<string, TextField>()
  const block = role.block(layer)
  for (const name of block?.keys ?? []) {
    if (block === undefined) break
    const isPublic = block.isPublic(name)
    const spec = block.isMapping(name) ? block.block(name) : undefined
    if (spec !== undefined && !isPublic) {
      // Source: AliceO2Group/Control, core/workflow/rolebase.go: such a mapping is dropped; real templates have some.
      logger.warn(
        { ...spec.position, variable: name },
        'a variable with a mapping that is not !public is ignored',
      )
      continue
    }
    const value = spec === undefined ? block.text(name) : valueField(spec)
    if (value === undefined) continue
    const construct = `${layer}.${name}`
    variables.set(name, { ...value, construct })
    if (isPublic && !publicVars.has(name)) publicVars.set(name, { ...specOf(spec), value: value.text })
  }
  return variables
}

function valueField(spec: YamlBlock): TextField | undefined {
  spec.allowOnly(['value', 'values', ...SPEC_TEXTS], 'a !public variable')
  if (!spec.has('value')) return { text: '', position: spec.position, construct: '' }
  return spec.text('value')
}

function specOf(spec: YamlBlock | undefined): Partial<VariableSpec> {
  if (spec === undefined) return {}
  const texts = SPEC_TEXTS.flatMap((key) => {
    const text = spec.text(key)?.text
    return text === undefined ? [] : [[key, text] as const]
  })
  const values = spec.texts('values')
  return { ...Object.fromEntries(texts), ...(values && { values }) }
}
