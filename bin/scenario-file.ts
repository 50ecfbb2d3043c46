import { readFileSync } from 'node:fs'
import {
  type EnvironmentManager,
  type LoadedScenario,
  parseScenario,
  type RehearsedCreation,
  type ScenarioStep,
  templateFile,
} from '../core/index.js'
import { readTruth } from '../core/workflow/index.js'
import { AliecsError } from '../errors.js'
import type { Logger } from '../plugin/host.js'
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

/** Environments that can be made, by their names in the scenario; null where it is not known what one will be. */
export type Rehearsal = ReadonlyMap<string, readonly RehearsedCreation[] | null>

/**
 * Goes through every creation once, so that a mistake in a template shows before anything is made or published. Creations
 * that a step expects to fail are left to it.
 *
 * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN: a line per problem of all templates; SCENARIO_INVALID for hosts that
 * no environment has
 */
export async function checkTemplates(
  loaded: LoadedScenario,
  manager: EnvironmentManager,
): Promise<Rehearsal> {
  const rehearsal = new Map<string, readonly RehearsedCreation[] | null>()
  const problems = new Map<string, AliecsError>()
  for (const { create, expect } of simpleSteps(loaded.scenario)) {
    if (create === undefined) continue
    const template = templateFile(loaded.file, create.template)
    try {
      const made = await manager.rehearse({ template, userVars: create.vars ?? {} })
      const before = rehearsal.get(create.as)
      rehearsal.set(create.as, before === null ? null : [...(before ?? []), made])
    } catch (error) {
      if (!(error instanceof AliecsError)) throw error
      rehearsal.set(create.as, null)
      if (expect?.error === undefined) for (const line of error.message.split('\n')) problems.set(line, error)
    }
  }
  const [first] = problems.values()
  if (first !== undefined)
    throw new AliecsError(first.code, [...problems.keys()].join('\n'), { cause: first })
  const unknown = unknownHosts(loaded, rehearsal)
  if (unknown.length > 0) throw new AliecsError('SCENARIO_INVALID', unknown.join('\n'))
  return rehearsal
}

/** Tasks on hosts that the environment does not have: such a step would do nothing. */
function unknownHosts({ file, scenario, lines }: LoadedScenario, rehearsal: Rehearsal): string[] {
  return scenario.steps.flatMap((step, index) =>
    simpleSteps({ steps: [step] }).flatMap(({ fault, taskEvent, expect }) => {
      const host = fault?.host ?? taskEvent?.host
      if (host === undefined || expect?.error !== undefined) return []
      const meant = taskEvent?.environment === undefined ? [...rehearsal.keys()] : [taskEvent.environment]
      const known = meant.map((name) => ({ name, hosts: rehearsal.get(name)?.flatMap(({ hosts }) => hosts) }))
      if (known.some(({ hosts }) => hosts === undefined || hosts.includes(host))) return []
      const have = known.map(({ name, hosts = [] }) => `${name} (${hosts.join(', ') || 'none'})`).join(', ')
      const key = fault === undefined ? 'taskEvent.host' : 'fault.host'
      return [
        `${file}:${lines[index]}: step ${index + 1}, ${key}: expected a host of ${have}, got ${JSON.stringify(host)}`,
      ]
    }),
  )
}

/** A setting that is easily forgotten: without the plugin, nothing of these environments reaches the legacy topics. */
export function warnWithoutPlugin(
  rehearsal: Rehearsal,
  plugins: readonly string[],
  { settings, origins }: LoadedSettings,
  logger: Logger,
): void {
  // Where enableKafka is false, that has been said.
  if (plugins.includes('kafka') || !settings.enableKafka) return
  if (![...rehearsal.values()].some((made) => made?.some(isEnabled))) return
  const names = settings.integrationPlugins.join(', ') || 'nothing'
  const origin = origins.get('integrationPlugins') ?? 'default'
  logger.warn(
    {},
    `kafka_enabled is true, but the kafka plugin is not loaded: integrationPlugins (${origin}) names ${names}; expected kafka among it`,
  )
}

function isEnabled({ variables }: RehearsedCreation): boolean {
  return readTruth(variables['kafka_enabled'] ?? '') === true
}
