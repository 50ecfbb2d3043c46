import type { CreateRequest } from '../../core/index.js'
import { type CoreHarness, type CoreHarnessOptions, createCoreHarness } from './core-harness.js'
import { type Calls, ProbePlugin, templateWith } from './probe-plugin.js'

/** A core whose template `t` has a task per host and these calls of a probe; tasks answer at once. */
export function probedCore(calls: Calls = {}, options: CoreHarnessOptions = {}): Promise<CoreHarness> {
  return createCoreHarness({
    plugins: { probe: () => new ProbePlugin() },
    templates: { t: templateWith(calls) },
    taskTransitionDelayMs: 0,
    ...options,
  })
}

/** An environment of these hosts. */
export const on = (...hosts: string[]): CreateRequest => ({
  template: 't',
  userVars: { hosts: JSON.stringify(hosts) },
})
