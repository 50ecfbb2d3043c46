import {
  type ChannelCredentials,
  Client,
  type ClientReadableStream,
  credentials,
  type Metadata,
  status,
} from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ControlDefinition } from '#generated/grpc/o2control/Control.js'
import { timerDelay } from '../timers.js'
import { clearError, isServiceError, type Target } from './call-failure.js'
import { clientMethod } from './client-methods.js'
import { findProxy } from './proxy.js'

export interface ControlClientOptions {
  /** PEM of the authority that signed the core's certificate, `true` for those that the machine trusts. */
  tls?: { authority: Buffer } | true
}

export interface CallOptions {
  timeoutMs: number
  /** Gives up waiting; what was asked of the core may still happen. */
  signal?: AbortSignal
  /** Called with what came after the answer. */
  onTrailers?: (trailers: Metadata) => void
}

type Request<Name extends keyof ControlDefinition> =
  ControlDefinition[Name] extends MethodDefinition<infer Input, infer _Reply, infer _Request, infer _Output>
    ? Input
    : never
type Reply<Name extends keyof ControlDefinition> =
  ControlDefinition[Name] extends MethodDefinition<infer _Input, infer _Reply, infer _Request, infer Output>
    ? Output
    : never
type StreamName = 'Subscribe'
type UnaryName = Exclude<keyof ControlDefinition & string, StreamName>

/** A core's control interface, this one's or that of the original. */
export interface ControlClient {
  /** `host:port` */
  readonly address: string
  /** @throws AliecsError CORE_UNREACHABLE, CORE_TIMEOUT, CORE_REFUSED, with gRPC's own error as cause */
  call<Name extends UnaryName>(name: Name, request: Request<Name>, options: CallOptions): Promise<Reply<Name>>
  /** Ends when the core ends it or the signal says so. @throws as `call`, while it is read */
  stream<Name extends StreamName>(
    name: Name,
    request: Request<Name>,
    options: { signal?: AbortSignal },
  ): AsyncIterable<Reply<Name>>
  close(): void
}

/**
 * Connects when the first call is made, through the proxy of the environment if the address is not a loopback address.
 *
 * @param address `host:port`
 */
export function connectControl(address: string, { tls }: ControlClientOptions = {}): ControlClient {
  const proxy = findProxy(address, process.env)
  const client = new Client(address, credentialsOf(tls), {
    'grpc.enable_http_proxy': proxy === null ? 0 : 1,
  })
  const target = { address, proxy }
  return {
    address,
    call: <Name extends UnaryName>(name: Name, request: Request<Name>, options: CallOptions) =>
      new Promise<Reply<Name>>((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = clientMethod(name)
        const deadline = Date.now() + timerDelay(options.timeoutMs)
        const { signal, onTrailers } = options
        const call = client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          { deadline },
          (error, reply) => {
            signal?.removeEventListener('abort', cancel)
            if (error === null) resolve(reply as Reply<Name>)
            else reject(clearError(error, target, name, options.timeoutMs))
          },
        )
        if (onTrailers !== undefined) call.once('status', ({ metadata }) => onTrailers(metadata))
        const cancel = (): void => call.cancel()
        if (signal?.aborted) cancel()
        else signal?.addEventListener('abort', cancel, { once: true })
      }),
    stream: (name, request, { signal }) => {
      const { path, requestSerialize, responseDeserialize } = clientMethod(name)
      const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request)
      return readStream(call, target, name, signal) as AsyncIterable<Reply<typeof name>>
    },
    close: () => client.close(),
  }
}

async function* readStream(
  call: ClientReadableStream<unknown>,
  target: Target,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const cancel = (): void => call.cancel()
  if (signal?.aborted) cancel()
  else signal?.addEventListener('abort', cancel, { once: true })
  try {
    yield* call
  } catch (error) {
    if (isServiceError(error) && error.code === status.CANCELLED && signal?.aborted) return
    throw isServiceError(error) ? clearError(error, target, name, null) : error
  } finally {
    signal?.removeEventListener('abort', cancel)
    call.cancel()
  }
}

function credentialsOf(tls: ControlClientOptions['tls']): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure()
  return credentials.createSsl(tls === true ? null : tls.authority)
}
