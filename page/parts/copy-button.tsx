import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { copyText } from '../client/clipboard.js'

const SHOWN_MS = 2000

/** Says whether it worked, on itself. */
export function CopyButton({
  label,
  text,
  disabled = false,
}: {
  label: string
  text: () => string
  disabled?: boolean
}) {
  const outcome = useSignal<string | null>(null)
  const copy = async (): Promise<void> => {
    outcome.value = (await copyText(text())) ? 'Copied' : 'Not allowed by the browser'
  }
  useEffect(() => {
    if (outcome.value === null) return
    const timer = setTimeout(() => {
      outcome.value = null
    }, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome.value, outcome])
  return (
    <button type="button" onClick={copy} disabled={disabled}>
      <span aria-live="polite">{outcome.value ?? label}</span>
    </button>
  )
}
