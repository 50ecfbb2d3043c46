/** When a call starts, or is awaited: `before_START_ACTIVITY+50` is name and weight. */
export interface Trigger {
  name: string
  weight: number
}

/**
 * `NAME[±integer]`, split at the last sign; no weight, or one that is no integer, counts as 0.
 * Source: AliceO2Group/Control, core/workflow/callable/utils.go, ParseTriggerExpression.
 */
export function parseTrigger(expression: string): Trigger {
  const split = Math.max(expression.lastIndexOf('+'), expression.lastIndexOf('-'))
  if (split < 0) return { name: expression, weight: 0 }
  const weight = expression.slice(split)
  return { name: expression.slice(0, split), weight: /^[+-]\d+$/.test(weight) ? Number(weight) : 0 }
}
