/**
 * Issue 11, section 5: a host that calls twice with the same variables found the error of the first call after the second
 * one had succeeded.
 */
import { expect, it } from 'vitest'
import { TestPlugin } from '../../core/index.js'
import { integratedServices } from '../../integrated-services/index.js'
import type { IntegrationPlugin, VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

const logger = new MemoryLogger()
const publisher = new MemoryPublisher()

/** A plugin, one of its functions, and variables with which it fails, and then succeeds. */
const CASES: [make: () => IntegrationPlugin, name: string, failing: VarStack, succeeding: VarStack][] = [
  [
    () => new KafkaPlugin({ publisher, logger }),
    'PublishLeaveStateUpdate',
    { __call_trigger: 'leave_RUNNING', detectors: 'MFT', enter_state_time_ms: '1', environment_id: 'a' },
    { detectors: '["MFT"]' },
  ],
  [
    () => integratedServices({ emit: () => {}, logger }).trg(),
    'RunStart',
    { trg_detectors: 'MFT', run_number: '1', trg_simulated_delay: '0s', __call_timeout: '60s' },
    { trg_detectors: '["MFT"]' },
  ],
  [() => new TestPlugin(logger), 'Test', { testplugin_fail: 'true' }, { testplugin_fail: 'false' }],
]

it.each(CASES)(
  '%o %s: a success leaves no error of an earlier call',
  async (make, name, failing, succeeding) => {
    const plugin = make()
    await plugin.init('test')
    const vars = { ...failing }
    await plugin.callStack(vars)[name]?.()
    expect(vars).toHaveProperty('__call_error')
    Object.assign(vars, succeeding)
    await plugin.callStack(vars)[name]?.()
    expect(vars).not.toHaveProperty('__call_error')
    expect(vars).not.toHaveProperty('__call_error_reason')
    await plugin.destroy()
  },
)
