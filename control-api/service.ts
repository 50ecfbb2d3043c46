import type { handleServerStreamingCall, handleUnaryCall, Metadata, ServiceDefinition } from '@grpc/grpc-js'
import type { PackageDefinition } from '@grpc/proto-loader'

/** A gRPC service as its .proto declares it. */
export interface ServiceDescription {
  /** `package.Service` */
  name: string
  definition: ServiceDefinition
  /** All that the service's messages need. */
  package: PackageDefinition
}

/** What a method knows of the call beside its request. */
export interface CallContext {
  /** Aborted when nobody waits for the answer any more: cancelled, past its deadline, connection gone. */
  signal: AbortSignal
  /** Address of the client. */
  peer: string
  /** What comes after the answer, for the method to fill. */
  trailers: Metadata
}

/** The answer, or what is thrown: an AliecsError or an RpcError becomes a status, anything else INTERNAL. */
export type UnaryMethod<Request, Reply> = (request: Request, context: CallContext) => Reply | Promise<Reply>
/** Each message of the stream; its end ends the stream. */
export type StreamMethod<Request, Reply> = (request: Request, context: CallContext) => AsyncIterable<Reply>

type MethodOf<Handler> =
  Handler extends handleUnaryCall<infer Request, infer Reply>
    ? UnaryMethod<Request, Reply>
    : Handler extends handleServerStreamingCall<infer Request, infer Reply>
      ? StreamMethod<Request, Reply>
      : never

type NamesOf<Handlers> = keyof { [Name in keyof Handlers as string extends Name ? never : Name]: true }

/** Of generated handlers, `ControlHandlers` or `ApricotHandlers`; a method that is left out is UNIMPLEMENTED. */
export type ServiceMethods<Handlers> = {
  [Name in NamesOf<Handlers> & keyof Handlers]?: MethodOf<Handlers[Name]>
}

/** What `startGrpcServer` serves. */
export interface GrpcService {
  definition: ServiceDescription
  implementation: Readonly<Record<string, AnyMethod | undefined>>
}

/** A method of whatever service: the description says what it takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: requests and replies of any service
export type AnyMethod = UnaryMethod<any, any> | StreamMethod<any, any>
