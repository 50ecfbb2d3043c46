import { useSignal } from '@preact/signals'
import { connect, tokenRefused } from '../client/store.js'
import { keepToken } from '../client/token.js'
import { Modal } from '../parts/modal.js'
import { Failure } from '../parts/notes.js'

/** Where the page listens beyond loopback. */
export function TokenPrompt() {
  const token = useSignal('')
  return (
    <Modal title="This core asks for a token" onCancel={null}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          keepToken(token.value)
          connect()
        }}
      >
        {tokenRefused.value && (
          <Failure>The token was refused. Look for a typing error, or a newer one.</Failure>
        )}
        <p>
          The core printed it when it started, or it is its setting pageToken. It is kept until this tab is
          closed.
        </p>
        <label class="field">
          Token
          <input
            type="password"
            autoComplete="off"
            required
            value={token.value}
            onInput={(event) => {
              token.value = event.currentTarget.value
            }}
          />
        </label>
        <p class="actions">
          <button type="submit" class="primary">
            Use it
          </button>
        </p>
      </form>
    </Modal>
  )
}
