import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AliecsError } from '../errors.js'
import type { AttachFigures } from './attach-figures.js'

export interface StatusServer {
  /** `http://host:port` */
  readonly url: string
  close(): Promise<void>
}

/** Far more than monitoring needs. */
const MOST_CONNECTIONS = 100

/** Ready: it follows, or waits for its turn; both are as it should be. */
const READY: readonly AttachFigures['status'][] = ['standby', 'catching-up', 'following']

/**
 * `/metrics`, `/healthz` and `/readyz`.
 *
 * @throws AliecsError LISTEN
 */
export async function serveStatus(
  { host, port }: { host: string; port: number },
  figures: AttachFigures,
): Promise<StatusServer> {
  const answer = async (path: string | undefined, response: ServerResponse): Promise<void> => {
    if (path === '/metrics') {
      response.setHeader('content-type', figures.registry.contentType)
      response.end(await figures.registry.metrics())
    } else if (path === '/healthz' || path === '/readyz') {
      const { status, reason } = figures
      response.statusCode = path === '/healthz' || READY.includes(status) ? 200 : 503
      response.setHeader('content-type', 'application/json')
      response.end(`${JSON.stringify({ status, ...(reason === null ? {} : { reasons: [reason] }) })}\n`)
    } else {
      response.statusCode = 404
      response.end('/metrics, /healthz and /readyz are here\n')
    }
  }
  const server = createServer((request, response) => {
    answer(request.url?.split('?')[0], response).catch(() => response.destroy())
  })
  server.maxConnections = MOST_CONNECTIONS
  await listening(server, { host, port })
  const { address, family, port: taken } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(
        new AliecsError('LISTEN', `cannot listen on ${host}:${port}: ${error.message}`, { cause: error }),
      )
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
}
