import { useSignal } from '@preact/signals'
import type { EnvironmentState, EnvironmentSummary } from '../../page-api/schemas.js'
import { api } from '../client/api.js'
import { Modal } from '../parts/modal.js'
import { Failure } from '../parts/notes.js'

const WHAT_HAPPENS: Partial<Record<EnvironmentState, string>> = {
  RUNNING: 'The run is stopped first (STOP_ACTIVITY), then comes RESET, and the tasks are released.',
  CONFIGURED: 'It goes through RESET first, then its tasks are released.',
}
const BY_FORCE = 'It is torn down at once, without STOP_ACTIVITY and RESET.'

/** Nothing is destroyed before somebody says so here. */
export function DestroyDialog({
  environment,
  close,
}: {
  environment: EnvironmentSummary
  close: () => void
}) {
  const { id, state, runNumber } = environment
  const force = useSignal(false)
  const isBusy = useSignal(false)
  const failure = useSignal<string | null>(null)
  const destroy = async (): Promise<void> => {
    isBusy.value = true
    failure.value = null
    try {
      await api.destroy(id, force.value)
      close()
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
      isBusy.value = false
    }
  }
  return (
    <Modal title={`Destroy ${id}?`} onCancel={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void destroy()
        }}
      >
        <p>
          {runNumber !== null && `Run ${runNumber} is on. `}
          {force.value ? BY_FORCE : (WHAT_HAPPENS[state] ?? 'Its tasks are released.')} This cannot be undone.
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={force.value}
            onChange={(event) => {
              force.value = event.currentTarget.checked
            }}
          />
          By force: at once, from whatever state it is in
        </label>
        {failure.value !== null && <Failure>{failure.value}</Failure>}
        <p class="actions">
          <button type="button" onClick={close}>
            Keep it
          </button>
          <button type="submit" class="danger" disabled={isBusy.value}>
            {isBusy.value ? 'Destroying…' : 'Destroy it'}
          </button>
        </p>
      </form>
    </Modal>
  )
}
