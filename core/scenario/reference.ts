import { ACTIONS, fieldDefault, fieldInfoOf, fieldsOf, isRequired } from './schema.js'

/** `docs/reference/scenarios.md`, as the schema has it. */
export function renderScenarioReference(): string {
  const sections = [...ACTIONS, 'expect'].map((name) => {
    const fields = fieldsOf(name)
    const rows = Object.keys(fields ?? {}).map((key) => rowOf(name, key))
    const table = rows.length === 0 ? '' : `\n\n${TABLE}${rows.join('\n')}`
    return `## \`${name}\`\n\n${WHAT[name] ?? ''}${table}\n`
  })
  return `${HEAD}\n${sections.join('\n')}`
}

const TABLE = '| key | value | default | meaning |\n|---|---|---|---|\n'

function rowOf(name: string, key: string): string {
  const { expected = '', description = '' } = fieldInfoOf(name, key) ?? {}
  const value: unknown = fieldDefault(name, key)
  const fallback = isRequired(name, key) ? 'required' : value === undefined ? '' : `\`${value}\``
  return `| \`${key}\` | ${expected} | ${fallback} | ${description} |`
}

const WHAT: Readonly<Record<string, string>> = {
  create: 'Makes an environment: its template is loaded, then DEPLOY and CONFIGURE.',
  transition: 'What an operator asks of an environment.',
  destroy: 'Takes an environment away, by the gentlest way that its state allows.',
  wait: 'For a time, or for a state: one of `ms`, and `environment` with `state`.',
  fault: 'Tasks will fail at something.',
  taskEvent: 'Tasks fail, or come to their end, now.',
  shutdown: 'As when the core is asked to end: every environment stops, resets and goes.',
  parallel:
    'A list of steps that happen at the same time; one that is a list itself is done one after the other. ' +
    'All of them are done before the next step.',
  expect: 'Stands beside an action: what the step must come to. Without it, to no error.',
}

const HEAD = `# Scenarios

<!-- Written from core/scenario/schema.ts: UPDATE_DOCS=1 make test-unit ARGS=test/docs/scenarios.test.ts -->

What \`simulate\` does is one YAML file: \`name\`, an optional \`description\`, and \`steps\`, a list that is done in order, up to
the first step that fails. [\`examples/scenario.yaml\`](../../examples/scenario.yaml) shows most of them.

\`\`\`yaml
name: a run
steps:
  - create: { as: E1, template: workflows/readout-dataflow, vars: { hosts: '["flp-its-1"]' } }
  - transition: { environment: E1, event: START_ACTIVITY }
  - transition: { environment: E1, event: STOP_ACTIVITY }
    expect: { state: CONFIGURED }
  - destroy: { environment: E1 }
\`\`\`

Each step is a map with one of the actions below, and \`expect\` if it is to come to something else than no error. Mistakes
are told before anything starts, a line each, with file, line and step:

    scenario.yaml:4: step 2, transition.event: expected one of DEPLOY, CONFIGURE, RESET, START_ACTIVITY, STOP_ACTIVITY, got "START_ACTIVTY"; did you mean START_ACTIVITY?

Environments that are left at the end are stopped, reset and destroyed.
`
