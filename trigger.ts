/** When a call starts, or is awaited: `before_START_ACTIVITY+50` is name and weight. */
export interface Trigger {
  name: string
  weight: number
}

/**
 * `NAME[±integer]`, split at the last sign; a missing weight, and one that is not a 64-bit integer, counts as 0.
 * Source: AliceO2Group/Control, core/workflow/callable/utils.go, ParseTriggerExpression.
 */
export function parseTrigger(expression: string): Trigger {
  const split = Math.max(expression.lastIndexOf('+'), expression.lastIndexOf('-'))
  if (split < 0) return { name: expression, weight: 0 }
  const weight = expression.slice(split)
  const value = /^[+-]\d+$/.test(weight) ? Number(weight) : 0
  return { name: expression.slice(0, split), weight: Math.abs(value) < 2 ** 63 ? value : 0 }
}
