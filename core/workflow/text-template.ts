import { quoted } from '../../excerpt.js'
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

/** Length of a name, host, class, function, trigger or timeout of a role, in characters. Every event of the role repeats it. */
const LONGEST_NAME = 1024

/**
 * Same as {@link evaluateText}, for a text that identifies something.
 *
 * @throws AliecsError TEMPLATE_INVALID where it is longer than 1,024 characters, too
 */
export function evaluateName(field: TextField, surroundings: Surroundings): string {
  const text = evaluateText(field, surroundings)
  if (text.length <= LONGEST_NAME) return text
  return at(field.position, field.construct, () =>
    fault(`expected at most ${LONGEST_NAME} characters, got ${quoted(text)}`),
  )
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
