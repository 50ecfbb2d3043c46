import type { StringMap } from '#generated/grpc/apricot/StringMap.js'
import { type ConfigurationTree, readRuntimeDefaults, readVariables } from '../../settings/index.js'
import type { ApricotOptions } from './dependencies.js'

export async function getVars(tree: ConfigurationTree): Promise<StringMap> {
  return { stringMap: await readVariables(tree, 'vars') }
}

export async function getDefaults({ tree, identity }: ApricotOptions): Promise<StringMap> {
  return { stringMap: await readRuntimeDefaults(tree, identity) }
}
