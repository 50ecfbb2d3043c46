import type { FastifyInstance } from 'fastify'
import type { PageStream } from './page-stream.js'
import { RequestProblem } from './problems.js'

/** Pages that may listen at once. */
const MOST_LISTENERS = 64
/** What may wait for a slow page; then it is dropped, comes back and asks for what it missed. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024
/** A comment, so that proxies and the page know that the connection is alive. */
const HEARTBEAT_MS = 15_000

/** `GET /api/stream`: Server-Sent Events. */
export function streamRoute(server: FastifyInstance, stream: PageStream): void {
  const ends = new Set<() => void>()
  server.addHook('preClose', async () => {
    for (const end of ends) end()
  })
  const schema = {
    tags: ['stream'],
    summary: 'What happens, as Server-Sent Events (text/event-stream)',
    description:
      'Events: reset, environment, environment-gone, happening, record, kafka, run. With Last-Event-ID those that were missed come first, or reset where they are not kept any more.',
  }
  server.get('/api/stream', { schema }, (request, reply) => {
    if (stream.listeners >= MOST_LISTENERS) {
      throw new RequestProblem(503, 'TOO_MANY_STREAMS', `${MOST_LISTENERS} pages are listening already`)
    }
    reply.hijack()
    const { raw } = reply
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const write = (text: string): void => {
      if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy()
      else raw.write(text)
    }
    const lastEventId = request.headers['last-event-id']
    const unsubscribe = stream.subscribe(typeof lastEventId === 'string' ? lastEventId : undefined, write)
    const heartbeat = setInterval(write, HEARTBEAT_MS, ': alive\n\n')
    const end = (): void => {
      raw.end()
    }
    ends.add(end)
    raw.on('close', () => {
      ends.delete(end)
      clearInterval(heartbeat)
      unsubscribe()
    })
  })
}
