import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionState, IntegrationPlugin, PluginCall, VarStack } from '../../plugin/host.js'

/** Notes every call, with its trigger, when it starts and ends, and the stack that it got. */
export class ProbePlugin implements IntegrationPlugin {
  /** `role.path` at the start, `/role.path` at the end of a call that takes its time. */
  readonly log: string[] = []
  readonly stacks: VarStack[] = []
  readonly states: string[] = []

  callStack(varStack: VarStack): Record<string, PluginCall> {
    const noted = (call: (name: string) => Promise<string> | string): PluginCall => {
      return async () => {
        const name = varStack['__call_rolepath']?.split('.').at(-1) ?? '?'
        this.log.push(name)
        this.stacks.push(varStack)
        return call(name)
      }
    }
    return {
      Note: noted(() => 'noted'),
      Slow: noted(async (name) => {
        await sleep(10)
        this.log.push(`/${name}`)
        return ''
      }),
      Fail: noted(() => {
        varStack['__call_error'] = 'probe failed'
        varStack['__call_error_reason'] = 'as told'
        return ''
      }),
      Throw: noted(() => {
        throw new Error('probe threw')
      }),
      Hang: noted(() => new Promise<string>(() => {})),
    }
  }

  environmentStateChanged(_environmentId: string, state: string): void {
    this.states.push(state)
  }

  runEnded(): void {
    this.states.push('run ended')
  }

  getName = (): string => 'probe'
  getPrettyName = (): string => 'probe'
  getEndpoint = (): string => ''
  getConnectionState = (): ConnectionState => 'READY'
  getData = (): string => ''
  getEnvironmentsData = (): Record<string, string> => ({})
  getEnvironmentsShortData = (): Record<string, string> => ({})
  init = async (): Promise<void> => {}
  objectStack = (): Record<string, unknown> => ({})
  destroy = async (): Promise<void> => {}
}

/** Call roles, as `name: [function of the probe, trigger, further lines of the call…]`. */
export type Calls = Record<string, readonly [func: string, trigger: string, ...more: string[]]>

/** A template with one task on each of `hosts`, and these call roles. */
export function templateWith(calls: Calls): string {
  const roles = Object.entries(calls).map(
    ([name, [func, trigger, ...more]]) => `
  - name: ${name}
    call:
      func: probe.${func}()
      trigger: ${trigger}${more.map((line) => `\n      ${line}`).join('')}`,
  )
  return `name: probed
defaults:
  hosts: '["flp-mft-1"]'
  run_type: PHYSICS
  detectors: "{{ inventory.DetectorsForHosts(hosts) }}"
roles:
  - name: host-{{ it }}
    for: { range: "{{ hosts }}", var: it }
    constraints:
      - attribute: machine_id
        value: "{{ it }}"
    roles:
      - name: readout
        task: { load: readout }${roles.join('')}
`
}
