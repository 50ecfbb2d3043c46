import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import {
  addAdvanced,
  advanced,
  draftJson,
  draftKey,
  draftValue,
  refusalsByTemplate,
  removeAdvanced,
  takenKeys,
} from '../client/new-environment-form.js'
import { type Entered, enterJson, enterPair, type Refusal } from '../model/advanced-configuration.js'
import { hintFor } from '../model/variable-hints.js'
import { Refusals } from '../parts/refusals.js'

/** As in the AliECS GUI: any variable, by key and value or as a JSON object of strings. */
export function AdvancedConfiguration() {
  return (
    <fieldset class="advanced">
      <legend>Advanced configuration</legend>
      <p class="quiet">
        Any variable of the workflow. <code>kafka_enabled</code> = <code>true</code> sends this environment's
        states and runs to Kafka, <code>false</code> does not, whatever the configuration says.
      </p>
      <Added />
      <div class="two-ways">
        <ByPair />
        <ByJson />
      </div>
    </fieldset>
  )
}

function Added() {
  const entries = Object.entries(advanced.value)
  if (entries.length === 0) return <p class="quiet">No variable is added yet.</p>
  return (
    <table class="plain added">
      <caption>Added variables</caption>
      <thead class="off-screen">
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          <th scope="col">Remove</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">
              <code>{key}</code>
            </th>
            <td class="value">
              {value}
              <HintNote name={key} value={value} use={(better) => replace(key, better)} />
            </td>
            <td>
              <button type="button" aria-label={`Remove ${key}`} onClick={() => removeAdvanced(key)}>
                Remove
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ByPair() {
  const refused = useSignal<readonly Refusal[]>([])
  const keyInput = useRef<HTMLInputElement>(null)
  const add = (): void => {
    refused.value = keep(enterPair(draftKey.value, draftValue.value, takenKeys.value))
    if (refused.value.length > 0) return
    draftKey.value = ''
    draftValue.value = ''
    keyInput.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault() // it would create the environment
    add()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in one of its inputs adds the pair
    <div class="way" onKeyDown={onKeyDown}>
      <h3>Key and value</h3>
      <label class="field">
        Key
        <input
          ref={keyInput}
          type="text"
          list="known-keys"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          value={draftKey.value}
          onInput={(event) => {
            draftKey.value = event.currentTarget.value
          }}
        />
      </label>
      <datalist id="known-keys">
        <option value="kafka_enabled" />
      </datalist>
      <label class="field">
        Value
        <input
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          value={draftValue.value}
          onInput={(event) => {
            draftValue.value = event.currentTarget.value
          }}
        />
      </label>
      <HintNote
        name={draftKey.value}
        value={draftValue.value}
        use={(better) => {
          draftKey.value = better.key
          draftValue.value = better.value
        }}
      />
      <Refusals title="Not added:" refused={refused.value} />
      <button type="button" onClick={add}>
        Add variable
      </button>
    </div>
  )
}

function ByJson() {
  const refused = useSignal<readonly Refusal[]>([])
  const add = (): void => {
    refused.value = keep(enterJson(draftJson.value, takenKeys.value))
    if (refused.value.length === 0) draftJson.value = ''
  }
  return (
    <div class="way">
      <h3>JSON object of strings</h3>
      <label class="field">
        JSON
        <textarea
          rows={5}
          spellcheck={false}
          placeholder='{"kafka_enabled": "true", "run_type": "COSMICS"}'
          value={draftJson.value}
          onInput={(event) => {
            draftJson.value = event.currentTarget.value
          }}
        />
      </label>
      <Refusals title="Nothing was added:" refused={refused.value} />
      <button type="button" onClick={add}>
        Add JSON
      </button>
    </div>
  )
}

function HintNote({
  name,
  value,
  use,
}: {
  name: string
  value: string
  use: (better: { key: string; value: string }) => void
}) {
  const hint = hintFor(name, value)
  if (hint === null) return null
  const { text, instead } = hint
  return (
    <div class="note warn" role="status">
      {text}{' '}
      {instead !== null && (
        <button type="button" onClick={() => use(instead)}>
          Use {instead.key} = {instead.value}
        </button>
      )}
    </div>
  )
}

/** All of it, or nothing. */
function keep(entered: Entered): readonly Refusal[] {
  if (entered.variables === null) return entered.refused
  const refused = refusalsByTemplate(entered.variables)
  if (refused.length === 0) addAdvanced(entered.variables)
  return refused
}

function replace(key: string, better: { key: string; value: string }): void {
  removeAdvanced(key)
  addAdvanced({ [better.key]: better.value })
}
