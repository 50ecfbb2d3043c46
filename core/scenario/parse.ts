import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { AliecsError } from '../../errors.js'
import { findNearMiss } from '../../settings/near-miss.js'
import { yamlProblem } from '../../settings/yaml-problems.js'
import { CLIENT_EVENTS, isClientEvent } from '../fsm.js'
import { type Path, problemsOf } from './problems.js'
import { type Scenario, type ScenarioStep, type SimpleStep, scenarioSchema } from './schema.js'

/** A scenario as it stands in its file. */
export interface LoadedScenario {
  file: string
  scenario: Scenario
  /** The line of each step, from 1. */
  lines: number[]
}

/**
 * Text of a scenario file → scenario.
 *
 * @throws AliecsError SCENARIO_INVALID, a line per problem: file, line, step and what is expected
 */
export function parseScenario(text: string, file: string): LoadedScenario {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line
  const [first] = document.errors
  if (first !== undefined) fail([`${file}:${lineAt(first.pos[0])}: bad YAML: ${yamlProblem(first)}`], first)

  /** The line of what `path` leads to, or of the nearest thing around it. */
  const lineOf = (path: Path): number => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    if (isNode(node) && node.range != null) return lineAt(node.range[0])
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1))
  }
  const problem = (path: Path, message: string): string =>
    `${file}:${lineOf(path)}: ${placeOf(path)}${message}`

  const root = toValues(document, file)
  if (root === null || root === undefined) fail([`${file}:1: the scenario is empty`])
  const parsed = scenarioSchema.safeParse(root)
  if (!parsed.success) {
    const problems = problemsOf(parsed.error.issues, root)
    fail(
      problems.map(({ path, message }) => problem(path, message)),
      parsed.error,
    )
  }
  const scenario = parsed.data
  const unknown = [
    ...unknownAliases(scenario.steps).map(({ path, name }) =>
      problem(path, `no step before it creates an environment as ${name}`),
    ),
    ...unknownEvents(scenario.steps).map(({ path, name }) => problem(path, unknownEvent(name))),
  ]
  if (unknown.length > 0) fail(unknown)
  return { file, scenario, lines: scenario.steps.map((_, index) => lineOf(['steps', index])) }
}

function toValues(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return fail([`${file}:1: bad YAML: an alias without its anchor, or too many of them`], error)
  }
}

function fail(problems: string[], cause?: unknown): never {
  throw new AliecsError('SCENARIO_INVALID', problems.join('\n'), { cause })
}

/** `steps.2.wait.ms` → `step 3, wait.ms: ` */
function placeOf(path: Path): string {
  const names = path.map(String)
  if (names[0] !== 'steps') return names.length === 0 ? '' : `${names.join('.')}: `
  if (names[1] === undefined) return 'steps: '
  const rest = names.slice(2).join('.')
  return `step ${Number(names[1]) + 1}${rest === '' ? '' : `, ${rest}`}: `
}

interface Use {
  path: Path
  name: string
}

/** Names of environments that nothing has created by then; in a `parallel` its own creations count. */
function unknownAliases(steps: readonly ScenarioStep[]): Use[] {
  const known = new Set<string>()
  return steps.flatMap((step, index) => {
    const inside = simpleStepsOf(step, ['steps', index])
    for (const { step: each } of inside) if (each.create !== undefined) known.add(each.create.as)
    return inside.flatMap(({ step: each, path }) => usesOf(each, path)).filter(({ name }) => !known.has(name))
  })
}

/** Those that no client may ask for, in steps that do not expect to be refused. */
function unknownEvents(steps: readonly ScenarioStep[]): Use[] {
  return steps.flatMap((step, index) =>
    simpleStepsOf(step, ['steps', index]).flatMap(({ step: { transition, expect }, path }) =>
      transition === undefined || isClientEvent(transition.event) || expect?.error !== undefined
        ? []
        : [{ path: [...path, 'transition', 'event'], name: transition.event }],
    ),
  )
}

function unknownEvent(name: string): string {
  const near = findNearMiss(name, CLIENT_EVENTS)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return `expected one of ${CLIENT_EVENTS.join(', ')}, got ${JSON.stringify(name)}${hint}`
}

function simpleStepsOf(step: ScenarioStep, path: Path): { step: SimpleStep; path: Path }[] {
  if (step.parallel === undefined) return [{ step, path }]
  return step.parallel.flatMap((branch, index) => {
    const place = [...path, 'parallel', index]
    if (!Array.isArray(branch)) return [{ step: branch, path: place }]
    return branch.map((each, position) => ({ step: each, path: [...place, position] }))
  })
}

function usesOf(step: SimpleStep, path: Path): Use[] {
  const uses: [string, string | undefined][] = [
    ['transition', step.transition?.environment],
    ['destroy', step.destroy?.environment],
    ['wait', step.wait !== undefined && 'environment' in step.wait ? step.wait.environment : undefined],
    ['taskEvent', step.taskEvent?.environment],
  ]
  return uses.flatMap(([action, name]) =>
    name === undefined ? [] : [{ path: [...path, action, 'environment'], name }],
  )
}
