import { busyDetectors, chosenHosts, freeHosts } from '../client/new-environment-form.js'
import { info } from '../client/store.js'

/** The hosts to read out, by detector; the variable `hosts`. */
export function DetectorPicker() {
  const detectors = Object.entries(info.value?.detectors.hosts ?? {})
  if (detectors.length === 0) {
    return (
      <fieldset>
        <legend>Detectors and hosts</legend>
        <p class="quiet">
          The configuration has no detectors (o2/hardware/detectors). Hosts can be given as the variable{' '}
          <code>hosts</code> below.
        </p>
      </fieldset>
    )
  }
  return (
    <fieldset>
      <legend>Detectors and hosts</legend>
      <div class="detectors">
        {detectors.map(([detector, hosts]) => (
          <Detector key={detector} name={detector} hosts={hosts} />
        ))}
      </div>
      {freeHosts.value.length === 0 && (
        <p class="quiet">
          No host is chosen: most workflows need one, a workflow without tasks cannot be deployed.
        </p>
      )}
    </fieldset>
  )
}

function Detector({ name, hosts }: { name: string; hosts: readonly string[] }) {
  const isBusy = busyDetectors.value.has(name)
  const chosen = hosts.filter((host) => freeHosts.value.includes(host))
  const choose = (wanted: readonly string[]): void => {
    chosenHosts.value = [...chosenHosts.value.filter((host) => !hosts.includes(host)), ...wanted]
  }
  return (
    <div class={isBusy ? 'detector busy' : 'detector'}>
      <label class="check">
        <input
          type="checkbox"
          checked={chosen.length > 0}
          disabled={isBusy}
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen.length > 0 && chosen.length < hosts.length
          }}
          onChange={(event) => choose(event.currentTarget.checked ? hosts : [])}
        />
        <strong>{name}</strong>
        {isBusy && <span class="quiet"> in use</span>}
      </label>
      {hosts.map((host) => (
        <label key={host} class="check host">
          <input
            type="checkbox"
            checked={chosen.includes(host)}
            disabled={isBusy}
            onChange={(event) =>
              choose(event.currentTarget.checked ? [...chosen, host] : chosen.filter((each) => each !== host))
            }
          />
          {host}
        </label>
      ))}
    </div>
  )
}
