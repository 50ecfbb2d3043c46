import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { type LoadedScenario, parseScenario, type ScenarioStep } from '../core/index.js'
import { AliecsError, messageOf } from '../errors.js'
import type { Core } from './core.js'

/** @throws AliecsError SCENARIO_INVALID, a line per problem */
export function readScenario(file: string): LoadedScenario {
  return parseScenario(readText(file), file)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = missing ? 'no such file' : messageOf(error)
    throw new AliecsError('SCENARIO_INVALID', `cannot read ${file}: ${reason}`, { cause: error })
  }
}

/** Those inside a `parallel` too, in the order of the file. */
export function simpleSteps({ steps }: { steps: readonly ScenarioStep[] }): Omit<ScenarioStep, 'parallel'>[] {
  return steps.flatMap((step) => step.parallel?.flat() ?? [step])
}

/**
 * Loads every template once, as the steps will, so that a mistake in one shows before any environment is made. Templates
 * that a step expects to fail are left to it.
 *
 * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN, with file and line
 */
export async function checkTemplates({ file, scenario }: LoadedScenario, core: Core): Promise<void> {
  const globals = await core.readRuntimeVars()
  for (const { create, expect } of simpleSteps(scenario)) {
    if (create === undefined || expect?.error !== undefined) continue
    const name = extname(create.template) === '' ? `${create.template}.yaml` : create.template
    const userVars = { ...create.vars, environment_id: '', enter_state_time_ms: '0' }
    await core.loadWorkflow(resolve(dirname(file), name), { ...globals, userVars })
  }
}
