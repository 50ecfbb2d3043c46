import type { Refusal } from '../model/advanced-configuration.js'
import { Failure } from './notes.js'

/** Every entry that was refused, by name. */
export function Refusals({ title, refused }: { title: string; refused: readonly Refusal[] }) {
  if (refused.length === 0) return null
  return (
    <Failure>
      <strong>{title}</strong>
      <ul>
        {refused.map(({ name, reason }) => (
          <li key={name}>
            <code>{name}</code> {reason}
          </li>
        ))}
      </ul>
    </Failure>
  )
}
