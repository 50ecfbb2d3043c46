import { status } from '@grpc/grpc-js'
import type { ComponentEntriesResponse } from '#generated/grpc/apricot/ComponentEntriesResponse.js'
import type { ComponentResponse } from '#generated/grpc/apricot/ComponentResponse.js'
import type { Empty } from '#generated/grpc/apricot/Empty.js'
import type { GetRuntimeEntriesRequest__Output } from '#generated/grpc/apricot/GetRuntimeEntriesRequest.js'
import type { GetRuntimeEntryRequest__Output } from '#generated/grpc/apricot/GetRuntimeEntryRequest.js'
import type { ListRuntimeEntriesRequest__Output } from '#generated/grpc/apricot/ListRuntimeEntriesRequest.js'
import type { SetRuntimeEntryRequest__Output } from '#generated/grpc/apricot/SetRuntimeEntryRequest.js'
import type { StringMap } from '#generated/grpc/apricot/StringMap.js'
import { AliecsError } from '../../errors.js'
import { byBytes, type ConfigurationTree } from '../../settings/index.js'
import { RpcError } from '../rpc-error.js'
import type { ApricotOptions } from './dependencies.js'
import { runtimeFolder, runtimeKey } from './runtime-key.js'

/** Consul takes no more. */
const MAX_VALUE_BYTES = 512 * 1024

export async function getRuntimeEntry(
  { component, key }: GetRuntimeEntryRequest__Output,
  tree: ConfigurationTree,
): Promise<ComponentResponse> {
  const path = runtimeKey(component, key)
  const payload = await tree.get(path)
  if (payload !== undefined) return { payload }
  // By the word nil the AliECS GUI knows that there is no such entry.
  throw new RpcError(status.UNKNOWN, `nil response for key ${path}`)
}

export async function setRuntimeEntry(
  { component, key, value }: SetRuntimeEntryRequest__Output,
  { tree, logger }: ApricotOptions,
): Promise<Empty> {
  const path = runtimeKey(component, key)
  const bytes = Buffer.byteLength(value)
  if (bytes > MAX_VALUE_BYTES) {
    throw new AliecsError('REQUEST_INVALID', `value: expected at most ${MAX_VALUE_BYTES} bytes, got ${bytes}`)
  }
  await tree.set(path, value)
  logger.info({ key: path, bytes }, `a client has set ${path}`)
  return {}
}

/** By their keys, which are relative to the component. */
export async function getRuntimeEntries(
  { component }: GetRuntimeEntriesRequest__Output,
  tree: ConfigurationTree,
): Promise<StringMap> {
  return { stringMap: Object.fromEntries(await entriesOf(component, tree)) }
}

export async function listRuntimeEntries(
  { component }: ListRuntimeEntriesRequest__Output,
  tree: ConfigurationTree,
): Promise<ComponentEntriesResponse> {
  return { payload: (await entriesOf(component, tree)).map(([key]) => key) }
}

/** Sorted; those in folders too, with the folder before them. */
async function entriesOf(component: string, tree: ConfigurationTree): Promise<[string, string][]> {
  const entries = Object.entries(await tree.list(runtimeFolder(component)))
  return entries.filter(([key]) => !key.endsWith('/')).sort(([a], [b]) => byBytes(a, b))
}
