import { dirname } from 'node:path'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { ConsulTree, isUnavailable } from './consul-tree.js'
import { readDocument } from './document.js'
import { variableOf } from './names.js'
import {
  type Environment,
  type ResolvedSettings,
  resolveSettings,
  type SettingsDocument,
  type SettingsSources,
} from './resolve.js'
import { retry } from './retry.js'
import type { ConfigurationTree, WritableTree } from './types.js'
import { parseSettingsUri, type SettingsUri } from './uri.js'
import { YamlTree } from './yaml-tree.js'

export interface LoadSettingsOptions extends Pick<SettingsSources, 'flags' | 'env' | 'checks'> {
  /** `consul://host:port` or `file://settings.yaml` */
  uri: string
  /** How long to try while Consul does not answer; default 30. */
  waitSeconds?: number
  logger: Logger
  /** Ends the waiting. */
  signal?: AbortSignal
}

export interface LoadedSettings extends ResolvedSettings {
  /** For what is read and written later: variables, inventory, run numbers, runtime entries. */
  tree: WritableTree
}

/**
 * Reads and resolves the settings; warnings about misspelt names go to the logger.
 * The environment's `CONSUL_HTTP_TOKEN` is the token for Consul, as for Consul's own tools.
 *
 * @throws AliecsError SETTINGS_SOURCE, SETTINGS_INVALID: the message says it all, one line per problem
 * @throws the signal's reason when aborted
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<LoadedSettings> {
  const { flags = {}, env = {}, checks = {}, logger } = options
  const uri = parseSettingsUri(options.uri)
  const tree = openTree(uri, env)
  const document = await waitForDocument(tree, findEntry(options), options)
  const folder = uri.scheme === 'file' ? dirname(uri.path) : ''
  const resolved = resolveSettings({ flags, env, document, folder, checks })
  for (const sentence of resolved.warnings) logger.warn({}, sentence)
  return { ...resolved, tree }
}

function openTree(uri: SettingsUri, env: Environment): WritableTree {
  if (uri.scheme === 'file') return new YamlTree(uri.path)
  const token = env['CONSUL_HTTP_TOKEN']
  return new ConsulTree(uri.endpoint, token === undefined || token === '' ? {} : { token })
}

/** The one setting that is needed before there is a document. */
function findEntry({ flags = {}, env = {} }: LoadSettingsOptions): string {
  const variable = variableOf('coreConfigEntry')
  return resolveSettings({
    flags: { coreConfigEntry: flags.coreConfigEntry },
    env: { [variable]: env[variable] },
  }).settings.coreConfigEntry
}

async function waitForDocument(
  tree: ConfigurationTree,
  entry: string,
  { waitSeconds = 30, logger, signal }: LoadSettingsOptions,
): Promise<SettingsDocument> {
  const startedMs = performance.now()
  const elapsedSeconds = () => Math.round((performance.now() - startedMs) / 100) / 10
  let retries = 0
  const onRetry = (error: unknown, delayMs: number) => {
    retries++
    logger.warn(
      { uri: tree.uri, retries, retryInMs: Math.round(delayMs), waitSeconds },
      `${messageOf(error)}; trying again in ${(delayMs / 1000).toFixed(1)} s`,
    )
  }
  const isTransient = (error: unknown) => tree instanceof ConsulTree && isUnavailable(error)
  try {
    const options = { waitMs: waitSeconds * 1000, isTransient, onRetry, signal }
    const document = await retry(() => readDocument(tree, entry), options)
    if (retries > 0) logger.info({ uri: tree.uri }, `settings read after ${elapsedSeconds()} s`)
    return document
  } catch (error) {
    if (!(error instanceof AliecsError) || retries === 0) throw error
    throw new AliecsError(error.code, `${error.message} (tried for ${elapsedSeconds()} s)`, { cause: error })
  }
}
