/**
 * A server that is not a Consul was taken for one without the key: "create the key …" after a 404 page, no variables after a
 * page with status 200, and `[null]` ended the process.
 */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConsulTree, isUnavailable } from '../../settings/consul-tree.js'
import { loadSettings } from '../../settings/load.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  listening(createServer((_request, response) => response.writeHead(status, headers).end(body)))

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }
const consul = { ...json, 'x-consul-index': '12' }

const ANSWERS: [string, () => Promise<number>, string][] = [
  [
    'a 404 page',
    () => answering(404, '<h1>Not\\n Found</h1>'.replace('\\n', '\n'), html),
    'status 404, text/html, "<h1>Not Found</h1>"',
  ],
  ['a 404 without a body', () => answering(404, ''), 'status 404, no content type, empty'],
  [
    'a 404 in JSON',
    () => answering(404, '{"error":"x"}', json),
    'status 404, application/json, "{\\"error\\":\\"x\\"}"',
  ],
  ['a page', () => answering(200, '<html>', html), 'status 200, text/html, "<html>"'],
  ['an empty body', () => answering(200, ''), 'status 200, no content type, empty'],
  [
    'JSON of another shape',
    () => answering(200, '{"a":1}', json),
    'status 200, application/json, "{\\"a\\":1}"',
  ],
  ['null', () => answering(200, 'null', consul), 'status 200, application/json, "null"'],
  ['a list of nulls', () => answering(200, '[null]', consul), 'status 200, application/json, "[null]"'],
  ['a list of numbers', () => answering(200, '[1]', consul), 'status 200, application/json, "[1]"'],
  [
    'JSON that ends early',
    () => answering(200, '[{"Key":', consul),
    'status 200, application/json, "[{\\"Key\\":"',
  ],
  [
    'a redirection',
    () => answering(301, '', { location: 'https://consul.example/ui' }),
    'status 301, redirected to "https://consul.example/ui", no content type, empty',
  ],
  ['a login page', () => answering(401, 'who are you', html), 'status 401, text/html, "who are you"'],
  ['a page of refusal', () => answering(403, '<html>no', html), 'status 403, text/html, "<html>no"'],
  [
    'an HTTPS port that answers with its own hint',
    () => answering(400, 'Client sent an HTTP request to an HTTPS server.\n'),
    'status 400, no content type, "Client sent an HTTP request to an HTTPS server."',
  ],
  ['another protocol', () => listening(createTcpServer((socket) => socket.end('SSH-2.0-x\r\n'))), 'not HTTP'],
]

describe.each(ANSWERS)('%s', (_name, start, outline) => {
  it('is said not to come from a Consul, by every read and write, at once', async () => {
    const tree = new ConsulTree({ host: '127.0.0.1', port: await start() })
    const calls = [
      () => tree.get('o2/a'),
      () => tree.getConsistent('o2/a'),
      () => tree.list('o2/a'),
      () => tree.set('o2/a', 'x'),
      () => tree.compareAndSet('o2/a', 'x', 0),
    ]
    for (const call of calls) {
      const error = await rejection(call)
      expect(error.message).toMatch(/^Consul at 127.0.0.1:\d+: cannot (read|write) o2\/a\/?: /)
      expect(error.message).toContain(`the answer is not from a Consul: ${outline}`)
      expect(isUnavailable(error)).toBe(false)
    }
  })

  it('ends the start with that sentence', async () => {
    const uri = `consul://127.0.0.1:${await start()}`
    const logger = new MemoryLogger()
    const error = await rejection(() => loadSettings({ uri, logger }))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toContain('the answer is not from a Consul')
    expect(error.message).not.toContain('create the key')
    expect(logger.lines).toEqual([])
  })
})

describe('a connection that ends without an answer', () => {
  const key = readFileSync(new URL('../fixtures/tls/key.pem', import.meta.url))
  const cert = readFileSync(new URL('../fixtures/tls/certificate.pem', import.meta.url))

  it.each([
    ['is reset', () => listening(createTcpServer((socket) => socket.resetAndDestroy()))],
    [
      'ends in the middle',
      () =>
        listening(createTcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'))),
    ],
    ['reaches an HTTPS port', () => listening(createTlsServer({ key, cert }))],
  ])('%s: worth another try, with a hint at the port', async (_how, start) => {
    const tree = new ConsulTree({ host: '127.0.0.1', port: await start() })
    for (const call of [() => tree.get('o2/a'), () => tree.list('o2/a'), () => tree.set('o2/a', 'x')]) {
      const error = await rejection(call)
      expect(error.message).toMatch(
        /: connection closed without an answer \(ECONNRESET\); consul:\/\/ needs the HTTP port/,
      )
      expect(isUnavailable(error)).toBe(true)
    }
  })
})
