import { parseExpression } from './expression.js'
import { fault } from './problems.js'

/** What a call role calls. */
export interface CallExpression {
  /** As in `integrationPlugins`: `kafka`. */
  plugin: string
  /** As in the plugin's call stack: `PublishEnterStateUpdate`. */
  function: string
  /** Literal texts. */
  args: string[]
}

/**
 * Reads the `func` of a call role: `plugin.Function()`, with literal texts as arguments if any. The original takes
 * any expression here; real templates use nothing else.
 *
 * @throws AliecsError TEMPLATE_INVALID, without file and line
 */
export function parseCallExpression(text: string): CallExpression {
  const parsed = parseExpression(text)
  const [plugin, name] = parsed.kind === 'call' ? parsed.name.split('.') : []
  if (parsed.kind !== 'call' || plugin === undefined || name === undefined) {
    return fault(`${text}: a call has the form plugin.Function()`)
  }
  const args = parsed.args.map((argument) =>
    argument.kind === 'literal' && typeof argument.value === 'string'
      ? argument.value
      : fault(`${text}: only literal texts are supported as arguments`),
  )
  return { plugin, function: name, args }
}
