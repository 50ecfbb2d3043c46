import { readFileSync } from 'node:fs'
import {
  type EnvironmentManager,
  type LoadedScenario,
  parseScenario,
  type ScenarioStep,
  templateFile,
} from '../core/index.js'
import { AliecsError } from '../errors.js'
import type { Logger, VarStack } from '../plugin/host.js'
import { fileReason, type LoadedSettings } from '../settings/index.js'

/** @throws AliecsError SCENARIO_INVALID, a line per problem */
export function readScenario(file: string): LoadedScenario {
  return parseScenario(readText(file), file)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new AliecsError('SCENARIO_INVALID', `cannot read ${file}: ${fileReason(error)}`, { cause: error })
  }
}

/** Those inside a `parallel` too, in the order of the file. */
export function simpleSteps({ steps }: { steps: readonly ScenarioStep[] }): Omit<ScenarioStep, 'parallel'>[] {
  return steps.flatMap((step) => step.parallel?.flat() ?? [step])
}

/**
 * Goes through every creation once, so that a mistake in a template shows before anything is made or published. Creations
 * that a step expects to fail are left to it.
 *
 * @returns the variables of each environment's root role
 * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN: a line per problem of all templates
 */
export async function checkTemplates(
  { file, scenario }: LoadedScenario,
  manager: EnvironmentManager,
): Promise<VarStack[]> {
  const stacks: VarStack[] = []
  const problems = new Map<string, AliecsError>()
  for (const { create, expect } of simpleSteps(scenario)) {
    if (create === undefined || expect?.error !== undefined) continue
    try {
      const template = templateFile(file, create.template)
      stacks.push(await manager.rehearse({ template, userVars: create.vars ?? {} }))
    } catch (error) {
      if (!(error instanceof AliecsError)) throw error
      for (const line of error.message.split('\n')) problems.set(line, error)
    }
  }
  const [first] = problems.values()
  if (first === undefined) return stacks
  throw new AliecsError(first.code, [...problems.keys()].join('\n'), { cause: first })
}

/** A setting that is easily forgotten: without the plugin, nothing of these environments reaches the legacy topics. */
export function warnWithoutPlugin(
  stacks: readonly VarStack[],
  plugins: readonly string[],
  { settings, origins }: LoadedSettings,
  logger: Logger,
): void {
  // Where enableKafka is false, that has been said.
  if (plugins.includes('kafka') || !settings.enableKafka) return
  if (!stacks.some((variables) => variables['kafka_enabled'] === 'true')) return
  const names = settings.integrationPlugins.join(', ') || 'nothing'
  const origin = origins.get('integrationPlugins') ?? 'default'
  logger.warn(
    {},
    `kafka_enabled is true, but the kafka plugin is not loaded: integrationPlugins (${origin}) names ${names}; expected kafka among it`,
  )
}
