import { existsSync } from 'node:fs'
import type { AddressInfo, Socket } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import files from '@fastify/static'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { AliecsError, messageOf } from '../errors.js'
import { excerpt } from '../excerpt.js'
import type { Logger } from '../plugin/host.js'
import type { PageDependencies } from './dependencies.js'
import { environmentRoutes } from './environment-routes.js'
import { type GuardOptions, guard } from './guard.js'
import { healthRoutes } from './health-routes.js'
import { parseJsonBodies } from './json-body.js'
import { problemOf, RequestProblem } from './problems.js'
import { readingRoutes } from './reading-routes.js'
import { streamRoute } from './stream-route.js'

const BODY_LIMIT = 1024 * 1024
/** Of one address. */
const REQUESTS_PER_MINUTE = 1200
/** Far more than browsers and programs need; each costs memory before it says anything. */
const MOST_CONNECTIONS = 1000
/** For a request to arrive, not for its answer: a transition takes its time. */
const REQUEST_TIMEOUT_MS = 30_000

export interface PageServerOptions extends GuardOptions {
  port: number
  /** Of the built page. */
  folder: string
  version: string
  logger: Logger
  dependencies: PageDependencies
}

export interface PageServer {
  /** `http://host:port` */
  url: string
  /** Refuses whatever would change something; the page still sees how it ends. */
  drain(): void
  close(): Promise<void>
}

/** The page, its API, health and figures. @throws AliecsError LISTEN */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { port, bindAddress, logger, dependencies } = options
  let isDraining = false
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    clientErrorHandler: (error, socket) => {
      dependencies.metrics.onMalformedRequest()
      refuseMalformed(error, socket)
    },
  })
  server.server.maxConnections = MOST_CONNECTIONS
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.removeContentTypeParser(['text/plain', 'application/json'])
  parseJsonBodies(server)
  server.setErrorHandler((thrown, request, reply) => {
    const { status, body } = problemOf(thrown, request)
    if (status >= 500 && !(thrown instanceof AliecsError) && !(thrown instanceof RequestProblem)) {
      logger.error(
        { err: thrown, url: request.url },
        `${request.method} ${request.url}: ${messageOf(thrown)}`,
      )
    }
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return reply.status(status).send(body)
  })
  server.addHook('onRequest', async ({ method }) => {
    if (isDraining && method !== 'GET' && method !== 'HEAD') {
      throw new AliecsError('CORE_CLOSING', 'the core is shutting down')
    }
  })
  // The connection may be gone by now: a request and what is not one can come in the same packet.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.raw.socket.destroyed) return
    reply.hijack()
    return reply
  })
  await addHeaders(server)
  await server.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: '1 minute' })
  guard(server, options)
  await server.register(swagger, {
    openapi: {
      info: { title: 'aliecs-kafka: the API of the page', version: options.version },
      ...(options.token === null
        ? {}
        : {
            components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
            security: [{ token: [] }],
          }),
    },
    transform: jsonSchemaTransform,
  })
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request) => {
    throw new RequestProblem(
      404,
      'NOT_FOUND',
      `nothing at ${request.method} ${excerpt(request.url)}: /openapi.json has what there is`,
    )
  })
  environmentRoutes(server, dependencies)
  readingRoutes(server, dependencies)
  streamRoute(server, dependencies.stream)
  healthRoutes(server, dependencies)
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger())
  await addPage(server, options)
  try {
    await server.listen({ port, host: bindAddress })
  } catch (error) {
    await server.close()
    const reason = messageOf(error)
    const text = `the page cannot listen on ${bindAddress}:${port} (pageBindAddress, pagePort): ${reason}`
    throw new AliecsError('LISTEN', text, { cause: error })
  }
  return {
    url: urlOf(server.server.address() as AddressInfo),
    drain: () => {
      isDraining = true
    },
    close: () => server.close(),
  }
}

/** Nothing from elsewhere is loaded, nothing is written into the page, nobody frames it. */
async function addHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false, // there is no TLS here to insist on
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
}

async function addPage(
  server: FastifyInstance,
  { folder, logger }: Pick<PageServerOptions, 'folder' | 'logger'>,
): Promise<void> {
  if (existsSync(join(folder, 'index.html'))) {
    await server.register(files, { root: folder })
    return
  }
  logger.warn({}, 'the page is not built: in a checkout, make build; its API and the metrics are there')
  server.get('/', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .status(503)
      .type('text/plain; charset=utf-8')
      .send('The page is not built. In a checkout: make build. Its API is there: /openapi.json\n'),
  )
}

/** What is not even HTTP. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const body = JSON.stringify({ error: { code: 'REQUEST_INVALID', message: 'this is no HTTP request' } })
  if (socket.writable) {
    const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
    socket.write(`${head}\r\nConnection: close\r\n\r\n${body}`)
  }
  socket.destroy(error)
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://${hostname()}:${port}`
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
