/**
 * Issue 11: a request with a stray body, and other things that are not HTTP, left a stack trace in the log each time, without a
 * token and past the limit on the rate.
 */
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AttachFigures } from '../../attach/attach-figures.js'
import { serveStatus } from '../../attach/status-server.js'
import { startControlServer } from '../helpers/control-server.js'
import { pageHarness } from '../helpers/page-harness.js'

const MALFORMED: [string, string | Buffer][] = [
  ['a stray body', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\nstray body'],
  ['a stray body after an API call', 'GET /api/environments HTTP/1.1\r\nHost: localhost\r\n\r\n\u0000\u0001'],
  ['a second request that is not one', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET\r\n\r\n'],
  ['a bad header', 'GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n'],
  ['a huge header', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  [
    'a bad chunk',
    'POST /api/environments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  ],
  [
    'a chunk that breaks off',
    'POST /api/environments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"tem\r\nzz',
  ],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ['CONNECT with a body', 'CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\nxxx'],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxx'],
]

/** HTTP as such, which Node or the page answers by itself. */
const TOLERATED = ['CONNECT with a body', 'an upgrade']

function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (data) => {
      answer += data.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const twentyTimes = async (port: number, bytes: string | Buffer): Promise<string[]> =>
  Promise.all(Array.from({ length: 20 }, () => exchange(port, bytes)))

describe.each(MALFORMED)('%s', (name, bytes) => {
  it('is refused by the page, and only counted', async () => {
    const { server, send, pageLogger } = await pageHarness()
    const port = Number(new URL(server.url).port)
    const answers = await twentyTimes(port, bytes)
    expect((await send('GET', '/healthz')).status).toBe(200)
    expect(pageLogger.lines.filter((line) => !line.includes('not built'))).toEqual([])
    if (TOLERATED.includes(name)) return
    expect(new Set(answers.map((answer) => answer.split('\r\n')[0]))).toEqual(
      new Set(['HTTP/1.1 400 Bad Request']),
    )
    expect((await send('GET', '/metrics')).body).toMatch(/^aliecs_page_malformed_requests_total 20$/m)
  })

  it('is refused by the status server of attach', async () => {
    const figures = new AttachFigures()
    const status = await serveStatus({ host: '127.0.0.1', port: 0 }, figures)
    onTestFinished(() => status.close())
    await twentyTimes(Number(new URL(status.url).port), bytes)
    expect((await fetch(`${status.url}/healthz`)).status).toBe(200)
  })

  it('is refused by the control interface, without a word in the log', async () => {
    const core = await startControlServer()
    onTestFinished(core.close)
    await twentyTimes(core.server.port, bytes)
    expect(await core.client.call('GetTasks', {}, { timeoutMs: 60_000 })).toMatchObject({ tasks: [] })
    expect(core.logger.lines).toEqual([])
  })
})
