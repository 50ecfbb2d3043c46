import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadSync, type MessageTypeDefinition, type PackageDefinition } from '@grpc/proto-loader'
import type { Event, Event__Output } from '#generated/grpc/events/Event.js'
import type { EnvironmentInfo, EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { PROTO_FOLDER, READ_OPTIONS } from './proto-files.js'
import type { ServiceDescription } from './service.js'

/** `o2control.Control`, the control of environments. */
export const CONTROL = describe('o2control.proto', 'o2control.Control')
/** `apricot.Apricot`, the configuration. */
export const APRICOT = describe('apricot.proto', 'apricot.Apricot')

/** google.rpc.Status, what `grpc-status-details-bin` holds. */
export interface RpcStatusMessage {
  code: number
  message: string
  details: { type_url: string; value: Uint8Array }[]
}

const statusPackage = load('google/rpc/status.proto')
export const RPC_STATUS = messageOf<RpcStatusMessage, RpcStatusMessage>(statusPackage, 'google.rpc.Status')
export const ENVIRONMENT_INFO = messageOf<EnvironmentInfo, EnvironmentInfo__Output>(
  CONTROL.package,
  'o2control.EnvironmentInfo',
)

/** What streams bring. */
export const EVENT = messageOf<Event, Event__Output>(CONTROL.package, 'events.Event')

function describe(file: string, name: string): ServiceDescription {
  const loaded = load(file)
  // A name in a package is a service, a message or an enum; this one is a service.
  return { name, definition: loaded[name] as unknown as ServiceDefinition, package: loaded }
}

function load(file: string): PackageDefinition {
  return loadSync(file, { keepCase: true, ...READ_OPTIONS, includeDirs: [PROTO_FOLDER] })
}

/** A name in a package is a service, a message or an enum; this one is a message, of the generated types. */
function messageOf<Input, Output>(loaded: PackageDefinition, name: string) {
  return loaded[name] as unknown as MessageTypeDefinition<Input, Output>
}
