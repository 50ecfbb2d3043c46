import type { EnvironmentState } from '../../page-api/schemas.js'

interface StateBadgeProps {
  state: EnvironmentState | string
  /** What is on its way. */
  transition?: string | null
}

/** A colour and the word. */
export function StateBadge({ state, transition = null }: StateBadgeProps) {
  return (
    <span class="state-badge">
      <span class={`badge state-${state}`}>{state}</span>
      {transition !== null && <span class="on-its-way">{transition}…</span>}
    </span>
  )
}
