import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api } from '../client/api.js'
import {
  chosenReference,
  chosenTemplate,
  clearForm,
  collectVariables,
} from '../client/new-environment-form.js'
import { connection, loadForms, templates } from '../client/store.js'
import type { Refusal } from '../model/advanced-configuration.js'
import { routeTo } from '../model/routes.js'
import { Empty, Failure, Loading } from '../parts/notes.js'
import { Refusals } from '../parts/refusals.js'
import { AdvancedConfiguration } from './advanced-configuration.js'
import { DetectorPicker } from './detector-picker.js'
import { VariableFields } from './variable-fields.js'

export function NewEnvironmentView() {
  const loadFailure = useSignal<string | null>(null)
  const isLive = connection.value === 'live'
  useEffect(() => {
    if (!isLive) return
    loadForms().then(
      () => {
        loadFailure.value = null
      },
      (error: unknown) => {
        loadFailure.value = error instanceof Error ? error.message : String(error)
      },
    )
  }, [isLive, loadFailure])
  if (loadFailure.value !== null) return <Failure>{loadFailure.value}</Failure>
  if (templates.value === null) return <Loading what="the templates" />
  if (templates.value.length === 0) {
    return (
      <Empty title="No templates">
        The setting workflowTemplates of the core names folders with workflow templates; none of them has a
        public one.
      </Empty>
    )
  }
  return <Form />
}

function Form() {
  const isBusy = useSignal(false)
  const refused = useSignal<readonly Refusal[]>([])
  const failure = useSignal<string | null>(null)
  const create = async (): Promise<void> => {
    const template = chosenTemplate.value
    if (template === null) return
    const { variables, refused: problems } = collectVariables()
    refused.value = problems
    failure.value = null
    if (problems.length > 0) return
    isBusy.value = true
    try {
      const { id } = await api.create({ template: template.reference, vars: variables })
      location.hash = routeTo('control', id)
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
    } finally {
      isBusy.value = false
    }
  }
  return (
    <form
      class="new-environment"
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <TemplateChoice />
      <DetectorPicker />
      <VariableFields />
      <AdvancedConfiguration />
      <Refusals title="Not created:" refused={refused.value} />
      {failure.value !== null && (
        <Failure>
          <strong>Not created:</strong> <span class="lines">{failure.value}</span>
        </Failure>
      )}
      <p class="actions">
        <button
          type="button"
          onClick={() => {
            clearForm()
            refused.value = []
            failure.value = null
          }}
        >
          Clear
        </button>
        <button type="submit" class="primary" disabled={isBusy.value || connection.value !== 'live'}>
          {isBusy.value ? 'Creating…' : 'Create environment'}
        </button>
      </p>
    </form>
  )
}

function TemplateChoice() {
  const template = chosenTemplate.value
  return (
    <fieldset>
      <legend>Template</legend>
      <label class="field">
        Workflow template
        <select
          value={template?.reference}
          onChange={(event) => {
            chosenReference.value = event.currentTarget.value
          }}
        >
          {templates.value?.map(({ reference, name, repo, revision }) => (
            <option key={reference} value={reference}>
              {name} — {repo} @ {revision}
            </option>
          ))}
        </select>
      </label>
      {template !== null && template.description !== '' && <p class="quiet">{template.description}</p>}
    </fieldset>
  )
}
