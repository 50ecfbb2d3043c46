import type { EnvironmentManager, IntegrationPlugins } from '../../core/index.js'
import type { Clock } from '../../plugin/host.js'
import type { TemplateRepositories } from '../../template-repositories/index.js'
import type { EnvironmentStreams } from './environment-streams.js'

/** The core, as the control service needs it. */
export interface ControlOptions {
  manager: EnvironmentManager
  plugins: IntegrationPlugins
  templates: Pick<TemplateRepositories, 'list' | 'templates' | 'resolve' | 'refresh'>
  /** Every detector that there is, in use or not. */
  listDetectors: () => Promise<readonly string[]>
  identity: CoreIdentity
  /** Date.now where not given. */
  clock?: Clock
}

export interface CoreIdentity {
  frameworkId: string
  instanceName: string
  /** Of this program: `0.1.0` */
  version: string
  /** Where the configuration is: `consul://…` or `file://…` */
  configurationEndpoint: string
}

/** What every method works with. */
export interface ControlDependencies extends Required<ControlOptions> {
  streams: EnvironmentStreams
  /** Names of hosts that tasks were launched on, since the start. */
  hosts: ReadonlySet<string>
}
