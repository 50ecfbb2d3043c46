import { join } from 'node:path'
import protobuf from 'protobufjs'
import { PROTO_FOLDER, READ_OPTIONS } from './proto-files.js'

/** Path and encoding of a method, as a gRPC client needs them. */
export interface ClientMethod {
  path: string
  requestSerialize(request: unknown): Buffer
  responseDeserialize(bytes: Buffer): object
}

const SERVICE = 'o2control.Control'
const service = readService()

/**
 * Returns a method of o2control.Control. Reads the .proto file alone: the definitions of the server have descriptors too, for
 * reflection, and take twice as long to load.
 */
export function clientMethod(name: string): ClientMethod {
  const method = service.get(name)
  if (!(method instanceof protobuf.Method)) throw new Error(`${SERVICE} has no method ${name}`)
  const { resolvedRequestType: request, resolvedResponseType: reply } = method.resolve() as protobuf.Method
  if (request === null || reply === null) throw new Error(`${SERVICE}.${name} has an unknown message`)
  return {
    path: `/${SERVICE}/${name}`,
    requestSerialize: (value) =>
      Buffer.from(request.encode(request.fromObject(value as Record<string, unknown>)).finish()),
    responseDeserialize: (bytes) => reply.toObject(reply.decode(bytes), READ_OPTIONS),
  }
}

function readService(): protobuf.Service {
  const root = new protobuf.Root()
  root.resolvePath = (_origin, file) => join(PROTO_FOLDER, file)
  return root.loadSync('o2control.proto', { keepCase: true }).lookupService(SERVICE)
}
