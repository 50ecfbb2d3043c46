import { quoted } from '../../excerpt.js'
import type { Surroundings } from './evaluate.js'
import { at, fault } from './problems.js'
import type { IteratorTemplate } from './template.js'
import { textList } from './template-functions.js'
import { evaluateText, type TextField } from './text-template.js'

/** Far beyond any farm of machines, and far below what fills the memory. */
const MOST_VALUES = 100_000

/**
 * The values that an iterator runs through: those of a JSON list of texts, or the integers from begin to end, both
 * included; none is a fine number of them.
 *
 * @throws AliecsError TEMPLATE_INVALID, with file and line
 * Source: AliceO2Group/Control, core/workflow/iteratorrange.go.
 */
export function iteratorValues(iterator: IteratorTemplate, surroundings: Surroundings): string[] {
  if (iterator.kind === 'range') {
    const range = evaluateText(iterator.range, surroundings)
    return at(iterator.range.position, iterator.range.construct, () => textList(range))
  }
  const begin = integerOf(iterator.begin, surroundings)
  const end = integerOf(iterator.end, surroundings)
  if (end - begin >= MOST_VALUES) {
    at(iterator.end.position, iterator.end.construct, () => fault(`more than ${MOST_VALUES} roles`))
  }
  return Array.from({ length: Math.max(0, end - begin + 1) }, (_, index) => String(begin + index))
}

function integerOf(field: TextField, surroundings: Surroundings): number {
  const text = evaluateText(field, surroundings)
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value)) return value
  return at(field.position, field.construct, () => fault(`an integer is expected, not ${quoted(text)}`))
}
