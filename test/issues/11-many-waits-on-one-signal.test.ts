/** Issue 11: twelve tasks in an environment brought a MaxListenersExceededWarning, for their listeners met on one AbortSignal. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { watchInterruptions } from '../../bin/interruption.js'
import { SimulatedTasks } from '../../core/simulated-tasks.js'
import type { TaskRole } from '../../core/workflow/types.js'
import { integratedServices } from '../../integrated-services/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

/** Node.js warns from the eleventh listener on. */
const MANY = 30
const limits = { timeoutMs: 60_000 }
const indexes = Array.from({ length: MANY }, (_, index) => index)

const warnings: string[] = []
const keep = (warning: Error): void => {
  warnings.push(`${warning.name}: ${warning.message}`)
}
beforeAll(() => {
  process.on('warning', keep)
})
afterAll(() => {
  process.off('warning', keep)
})
beforeEach(() => {
  warnings.length = 0
})

function role(index: number): TaskRole {
  const layers = { defaults: {}, vars: {}, userVars: {} }
  const names = { name: 'task', path: `t.${index}`, taskClass: 'task', hostname: `host-${index}` }
  return { kind: 'task', ...names, critical: true, position: { file: 't', line: 1 }, parent: null, ...layers }
}

it('tasks of an environment', async () => {
  const tasks = new SimulatedTasks({ taskTransitionDelayMs: 1, logger: new MemoryLogger() })
  await tasks.deploy('e', indexes.map(role), { ...limits, onChange: () => {} })
  await tasks.transition('e', 'CONFIGURE', limits)
  await turn()
  expect(tasks.tasksOf('e').map(({ state }) => state)).toEqual(indexes.map(() => 'CONFIGURED'))
  expect(warnings).toEqual([])
})

it('calls of many environments to one simulated service', async () => {
  const plugin = integratedServices({ emit: () => {}, logger: new MemoryLogger() }).dcs()
  const stacks = indexes.map((index) => ({
    ...{ environment_id: `e${index}`, dcs_detectors: '["TPC"]', dcs_simulated_delay: '1ms' },
    ...{ __call_func: 'dcs.PrepareForRun()', __call_rolepath: 'wf.dcs', __call_timeout: '60s' },
  }))
  await Promise.all(stacks.map((stack) => plugin.callStack(stack)['PrepareForRun']?.()))
  await turn()
  expect(stacks.filter((stack) => '__call_error' in stack)).toEqual([])
  expect(warnings).toEqual([])
})

it('waits of a command that a signal ends', async () => {
  const { signal } = watchInterruptions()
  for (const _ of indexes) signal.addEventListener('abort', () => {}, { once: true })
  await turn()
  expect(warnings).toEqual([])
})
