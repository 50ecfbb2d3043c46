import type { ConnectionState, IntegrationPlugin, Logger, PluginCall, VarStack } from '../plugin/host.js'

/**
 * The core's own plugin for trying out hooks: `testplugin.Test()` does nothing, fails when the variable
 * `testplugin_fail` is `true`, never returns when `testplugin_hang` is; `testplugin.Noop()` only logs.
 * Source: AliceO2Group/Control, core/integration/testplugin/plugin.go.
 */
export class TestPlugin implements IntegrationPlugin {
  readonly #logger: Logger
  #open = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  getName(): string {
    return 'testplugin'
  }

  getPrettyName(): string {
    return 'AliECS integration plugin for test purposes'
  }

  getEndpoint(): string {
    return ''
  }

  getConnectionState(): ConnectionState {
    return this.#open ? 'READY' : 'SHUTDOWN'
  }

  getData(_environmentIds: readonly string[]): string {
    return ''
  }

  getEnvironmentsData(_environmentIds: readonly string[]): Record<string, string> {
    return {}
  }

  getEnvironmentsShortData(_environmentIds: readonly string[]): Record<string, string> {
    return {}
  }

  async init(_instanceName: string): Promise<void> {
    this.#open = true
  }

  callStack(varStack: VarStack): Record<string, PluginCall> {
    return {
      Noop: async () => this.#log('Noop', varStack),
      Test: async () => {
        this.#log('Test', varStack)
        delete varStack['__call_error']
        if (varStack['testplugin_hang'] === 'true') return new Promise(() => {})
        if (varStack['testplugin_fail'] === 'true') {
          varStack['__call_error'] = 'error triggered in testplugin.Test call'
        }
        return ''
      },
    }
  }

  objectStack(_varStack: VarStack, _baseConfigStack: VarStack): Record<string, unknown> {
    return {}
  }

  async destroy(): Promise<void> {
    this.#open = false
  }

  #log(name: string, varStack: VarStack): string {
    const message = varStack['testplugin_message'] ?? `running testplugin.${name}`
    const environmentId = varStack['environment_id']
    this.#logger.info({ environmentId, trigger: varStack['__call_trigger'] }, message)
    return ''
  }
}
