import { logVerbosity, Server, type ServerCredentials, setLogVerbosity } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { timerDelay } from '../timers.js'
import { wrapMethods } from './methods.js'
import { reflectionOf } from './reflection.js'
import { withRequestBounds } from './request-bounds.js'
import type { GrpcService } from './service.js'

export interface GrpcServerOptions {
  services: readonly GrpcService[]
  /** An IP address or a host name; IPv6 with or without brackets. */
  host: string
  /** 0 takes a free one. */
  port: number
  credentials: ServerCredentials
  logger: Logger
}

export interface GrpcServer {
  /** `host:port`, with the port that was taken. */
  address: string
  port: number
  /**
   * Says NOT_SERVING, takes no new calls, lets those on their way come to their end, and breaks off what is left when
   * the time is over. May be called again.
   */
  close(graceMs: number): Promise<void>
}

/** A client that vanished without a word is noticed: its calls end. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 30_000, 'grpc.keepalive_timeout_ms': 10_000 }
/**
 * Bytes of one request; calls of one connection at once, beyond which its client waits: all that one packet brings is worked
 * through in one turn of the event loop.
 */
const LIMITS = {
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_concurrent_streams': 100,
}

/**
 * The services, with gRPC's standard health and reflection services beside them.
 *
 * @throws AliecsError LISTEN
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { services, logger } = options
  // What goes wrong is told here; GRPC_VERBOSITY has grpc-js write to stderr, for those who look for a bug.
  if (process.env['GRPC_VERBOSITY'] === undefined) setLogVerbosity(logVerbosity.NONE)
  const server = new Server({ ...KEEPALIVE, ...LIMITS })
  const names = services.map(({ definition }) => definition.name)
  const health = new HealthImplementation({ '': 'SERVING' })
  for (const service of services) {
    server.addService(withRequestBounds(service.definition.definition), wrapMethods(service, logger))
    health.setStatus(service.definition.name, 'SERVING')
  }
  health.addToServer(server)
  reflectionOf(names).addToServer(server)
  const host = options.host.includes(':') ? `[${options.host.replaceAll(/[[\]]/g, '')}]` : options.host
  const port = await listen(server, host, options)
  let closing: Promise<void> | undefined
  return {
    address: `${host}:${port}`,
    port,
    close: (graceMs) => {
      for (const name of ['', ...names]) health.setStatus(name, 'NOT_SERVING')
      closing ??= shutDown(server, graceMs)
      return closing
    },
  }
}

function listen(server: Server, host: string, { port, credentials }: GrpcServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, credentials, (error, taken) => {
      if (error === null) return resolve(taken)
      server.forceShutdown()
      reject(
        new AliecsError('LISTEN', `cannot listen on ${host}:${port}: ${reasonOf(error)}`, { cause: error }),
      )
    })
  })
}

function reasonOf(error: Error): string {
  const text = messageOf(error)
  if (text.includes('EADDRINUSE')) return 'the port is in use'
  if (text.includes('EADDRNOTAVAIL')) return 'no address of this machine'
  if (text.includes('EACCES')) return 'not allowed'
  return text
}

function shutDown(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      server.forceShutdown()
      resolve()
    }, timerDelay(graceMs))
    server.tryShutdown(() => {
      clearTimeout(late)
      resolve()
    })
  })
}
