export { fileReason } from '../file-errors.js'
export { byBytes } from './by-bytes.js'
export { ConsulTree, type ConsulTreeOptions } from './consul-tree.js'
export { readDetectors, readHosts, withoutTrigger } from './detectors.js'
export { makeFolder, replaceFile } from './durable-file.js'
export { type Inventory, readInventory } from './inventory.js'
export { type LoadedSettings, type LoadSettingsOptions, loadSettings } from './load.js'
export { LostKafkaEnabled } from './lost-kafka-enabled.js'
export { flagOf, variableOf } from './names.js'
export { findNearMiss } from './near-miss.js'
export { redactAddress, redactEntry, redactKnown } from './redact.js'
export { isRepositoryUrl } from './repository-url.js'
export {
  type Environment,
  type ResolvedSettings,
  resolveSettings,
  type SettingsChecks,
  type SettingsSources,
} from './resolve.js'
export type { RunNumberSource } from './run-number.js'
export { checkRunNumbers, createRunNumberSource } from './run-number-source.js'
export {
  type CoreIdentity,
  coreDefaults,
  readRuntimeDefaults,
  readShownVars,
  readVariables,
} from './runtime.js'
export { infoOf, SETTING_KEYS, type SettingInfo, type SettingKey, type Settings } from './schema.js'
export { isSecretOption, redactSettings } from './secrets.js'
export { TreeHealth } from './tree-health.js'
export type { AtomicTree, ConfigurationTree, VersionedValue, WritableTree } from './types.js'
export { parseSettingsUri, type SettingsUri } from './uri.js'
export { yamlProblem } from './yaml-problems.js'
export { YamlTree } from './yaml-tree.js'
