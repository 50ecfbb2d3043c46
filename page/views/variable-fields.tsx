import { useId } from 'preact/hooks'
import { changedFields, chosenTemplate, setField } from '../client/new-environment-form.js'
import { evaluateCondition } from '../model/condition.js'
import { type Field, panelsOf, problemWithValue } from '../model/form-fields.js'

/** The public variables of the template, by their panels. */
export function VariableFields() {
  const variables = chosenTemplate.value?.variables ?? []
  const values: Record<string, string> = Object.fromEntries(variables.map(({ name, value }) => [name, value]))
  Object.assign(values, changedFields.value)
  return (
    <>
      {panelsOf(variables).map(({ title, fields }) => {
        const visible = fields.filter(({ visibleIf }) => evaluateCondition(visibleIf, values).holds)
        if (visible.length === 0) return null
        return (
          <fieldset key={title}>
            <legend>{title}</legend>
            <div class="fields">
              {visible.map((field) => (
                <VariableField
                  key={field.name}
                  field={field}
                  isEnabled={evaluateCondition(field.enabledIf, values).holds}
                />
              ))}
            </div>
          </fieldset>
        )
      })}
    </>
  )
}

function VariableField({ field, isEnabled }: { field: Field; isEnabled: boolean }) {
  const id = useId()
  const { name, label, description, initial, expression, control } = field
  const value = changedFields.value[name] ?? initial
  const set = (changed: string): void => setField(name, changed, initial)
  const spec = chosenTemplate.value?.variables.find((each) => each.name === name)
  const problem = spec === undefined ? null : problemWithValue(spec, value)
  const input = { field, id, value, set, isEnabled, describedBy: `${id}-about` }
  return (
    <div class="field">
      {control === 'radio' ? <span id={`${id}-label`}>{label}</span> : <label for={id}>{label}</label>}
      <FieldControl {...input} />
      <p id={`${id}-about`} class="about">
        {problem !== null && <span class="error-text">{problem}. </span>}
        {description} <code>{name}</code>
        {expression !== null && value === '' && <> computed: {expression}</>}
      </p>
    </div>
  )
}

interface ControlProps {
  field: Field
  id: string
  value: string
  set: (value: string) => void
  isEnabled: boolean
  describedBy: string
}

function FieldControl(props: ControlProps) {
  const { field, id, value, set, isEnabled, describedBy } = props
  const common = { id, disabled: !isEnabled, 'aria-describedby': describedBy }
  switch (field.control) {
    case 'checkbox':
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === 'true'}
          onChange={(event) => set(String(event.currentTarget.checked))}
        />
      )
    case 'choice':
      return (
        <select {...common} value={value} onChange={(event) => set(event.currentTarget.value)}>
          {withCurrent(field.options, value).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )
    case 'choice-or-text':
      return <ChoiceOrText {...props} />
    case 'radio':
      return (
        <div role="radiogroup" aria-labelledby={`${id}-label`}>
          {field.options.map((option) => (
            <label key={option} class="check">
              <input
                type="radio"
                name={id}
                checked={option === value}
                disabled={!isEnabled}
                onChange={() => set(option)}
              />
              {option}
            </label>
          ))}
        </div>
      )
    case 'lines':
      return (
        <textarea
          {...common}
          rows={field.rows}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )
    default:
      return (
        <input
          {...common}
          type="text"
          inputMode={field.control === 'number' ? 'decimal' : undefined}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )
  }
}

/** A choice, and a text for what is not among it. */
function ChoiceOrText({ field, id, value, set, isEnabled, describedBy }: ControlProps) {
  const isOther = !field.options.includes(value)
  return (
    <span class="choice-or-text">
      <select
        id={id}
        disabled={!isEnabled}
        aria-describedby={describedBy}
        value={isOther ? OTHER : value}
        onChange={(event) => set(event.currentTarget.value === OTHER ? '' : event.currentTarget.value)}
      >
        {field.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
        <option value={OTHER}>other…</option>
      </select>
      {isOther && (
        <input
          type="text"
          aria-label={`${field.label}: other`}
          disabled={!isEnabled}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
    </span>
  )
}

/** No value of a template: they have no line breaks. */
const OTHER = '\n'

function withCurrent(options: readonly string[], value: string): readonly string[] {
  return options.includes(value) ? options : [value, ...options]
}
