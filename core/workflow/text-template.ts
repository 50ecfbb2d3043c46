import { evaluate, type Surroundings } from './evaluate.js'
import { parseExpression } from './expression.js'
import { at, fault } from './problems.js'
import type { SourcePosition } from './types.js'
import { textOf } from './value.js'

/** A text of the template, as written, which may hold expressions between `{{` and `}}`. */
export interface TextField {
  text: string
  position: SourcePosition
  /** Where in its role it stands, for messages: `call.trigger`. */
  construct: string
}

/**
 * Replaces every `{{ … }}` by its result; what comes out, braces included, is not looked at again, as in the original.
 *
 * @throws AliecsError TEMPLATE_INVALID or one of a function's own, with file, line, construct and expression
 * Source: AliceO2Group/Control, configuration/template/fields.go, Fields.Execute.
 */
export function evaluateText(field: TextField, surroundings: Surroundings): string {
  return splitTemplate(field)
    .map((part) => {
      if (typeof part === 'string') return part
      return at(field.position, `${field.construct}: {{ ${part.expression} }}`, () =>
        textOf(evaluate(parseExpression(part.expression), surroundings)),
      )
    })
    .join('')
}

/** An expression ends at the first `}}`, within quotes too. */
function splitTemplate(field: TextField): (string | { expression: string })[] {
  const parts: (string | { expression: string })[] = []
  let rest = field.text
  for (let open = rest.indexOf('{{'); open >= 0; open = rest.indexOf('{{')) {
    const close = rest.indexOf('}}', open)
    if (close < 0) at(field.position, field.construct, () => fault(`no }} for ${rest.slice(open)}`))
    parts.push(rest.slice(0, open), { expression: rest.slice(open + 2, close).trim() })
    rest = rest.slice(close + 2)
  }
  return [...parts, rest]
}
