import { once } from 'node:events'
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type MethodDefinition,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { RpcError, statusOf } from './rpc-error.js'
import type { AnyMethod, CallContext, GrpcService, StreamMethod, UnaryMethod } from './service.js'

/** Made once: a stack trace per call would cost more than the call. */
const CANCELLED = new Error('the client does not wait any longer')

type Declared = MethodDefinition<unknown, unknown>

/** Every method of the service as grpc-js wants it: each ends in an answer or in a status with a sentence. */
export function wrapMethods(service: GrpcService, logger: Logger): UntypedServiceImplementation {
  const { definition } = service.definition
  const methods = Object.entries(definition).map(([name, declared]) => {
    const method = service.implementation[name] ?? notImplemented(name)
    return [name, wrap(name, declared, method, logger)]
  })
  return Object.fromEntries(methods)
}

function wrap(name: string, { requestStream, responseStream }: Declared, method: AnyMethod, logger: Logger) {
  if (requestStream) throw new Error(`${name} takes a stream of requests`)
  if (responseStream) return wrapStream(name, method as StreamMethod<unknown, unknown>, logger)
  return wrapUnary(name, method as UnaryMethod<unknown, unknown>, logger)
}

function wrapUnary(
  name: string,
  method: UnaryMethod<unknown, unknown>,
  logger: Logger,
): handleUnaryCall<unknown, unknown> {
  return async (call, callback) => {
    const context = contextOf(call)
    try {
      callback(null, await method(call.request, context), context.trailers)
    } catch (error) {
      callback(failure(name, error, logger))
    }
  }
}

function wrapStream(
  name: string,
  method: StreamMethod<unknown, unknown>,
  logger: Logger,
): handleServerStreamingCall<unknown, unknown> {
  return async (call) => {
    const context = contextOf(call)
    try {
      for await (const message of method(call.request, context)) {
        if (context.signal.aborted) return
        if (!call.write(message)) await once(call, 'drain', { signal: context.signal })
      }
      call.end()
    } catch (error) {
      if (!context.signal.aborted) call.emit('error', failure(name, error, logger))
    }
  }
}

function contextOf(
  call: ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>,
): CallContext {
  const gone = new AbortController()
  call.once('cancelled', () => gone.abort(CANCELLED))
  return { signal: gone.signal, peer: call.getPeer(), trailers: new Metadata() }
}

function failure(name: string, error: unknown, logger: Logger) {
  const meant = statusOf(error)
  if (meant !== null) return meant
  logger.error({ err: error, method: name }, `gRPC ${name} failed unexpectedly: ${messageOf(error)}`)
  return { code: status.INTERNAL, details: `${name} failed unexpectedly; the log of the core says more` }
}

function notImplemented(name: string): UnaryMethod<unknown, never> {
  return () => {
    throw new RpcError(status.UNIMPLEMENTED, `method ${name} is not implemented`)
  }
}
