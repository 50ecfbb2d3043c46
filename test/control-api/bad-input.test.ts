import { randomBytes } from 'node:crypto'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { CONTROL } from '../../control-api/definitions.js'
import { type ControlServer, startControlServer } from '../helpers/control-server.js'

const options = { timeoutMs: 60_000 }
/** Enough for many at once, and for the slowest machine not to pile them up. */
const AT_ONCE = 50

async function start(): Promise<ControlServer> {
  const core = await startControlServer()
  onTestFinished(core.close)
  return core
}

function session({ server }: ControlServer): ClientHttp2Session {
  const opened = connect(`http://${server.address}`)
  opened.on('error', () => {})
  onTestFinished(() => opened.destroy())
  return opened
}

/** @returns the gRPC status, '' where the stream was broken off */
function send(http2: ClientHttp2Session, path: string, body: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const stream = http2.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    let status = ''
    const look = (headers: Record<string, unknown>): void => {
      status = String(headers['grpc-status'] ?? status)
    }
    stream.on('response', look)
    stream.on('trailers', look)
    stream.on('error', () => {})
    stream.on('close', () => resolve(status))
    stream.resume()
    stream.end(body)
  })
}

/** A frame as gRPC has them, but for what is in it. */
function frame(body: Buffer, length = body.length, compressed = 0): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(compressed)
  head.writeUInt32BE(length >>> 0, 1)
  return Buffer.concat([head, body])
}

it('lives through 10,000 malformed requests', async () => {
  const core = await start()
  const methods = Object.values(CONTROL.definition).map(({ path }) => path)
  const statuses = new Set<string>()
  let sent = 0
  const sendAll = async (): Promise<void> => {
    let http2 = session(core)
    while (sent < 10_000) {
      const count = sent
      sent += 1
      if (http2.destroyed || http2.closed) http2 = session(core)
      const noise = randomBytes(1 + (count % 64))
      // An unknown field of wire type 7, which there is not; or whatever comes.
      const body = count % 2 === 0 ? frame(Buffer.concat([Buffer.from([0xa7, 0x1f]), noise])) : noise
      statuses.add(await send(http2, methods[count % methods.length] ?? '', body))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendAll))
  statuses.delete('')
  expect([...statuses]).not.toContain('0')
  expect(statuses.size).toBeGreaterThan(0)
  expect((await core.client.call('GetFrameworkInfo', {}, options)).environmentsCount).toBe(0)
}, 300_000)

it.each([
  ['no gRPC at all', () => Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['bytes', () => randomBytes(4096)],
  [
    'a preface, then bytes',
    () => Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), randomBytes(4096)]),
  ],
])('lives through connections that send %s', async (_name, bytes) => {
  const core = await start()
  const [host = '', port] = core.server.address.split(':')
  const hundred = Array.from({ length: 100 }, async () => {
    const socket = connectTcp(Number(port), host)
    socket.on('error', () => {})
    socket.resume()
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.end(bytes())
    await closed
  })
  await Promise.all(hundred)
  expect(await core.client.call('GetEnvironments', {}, options)).toMatchObject({ environments: [] })
})

it('refuses what is too large, what is no protobuf and what lies about its length', async () => {
  const core = await start()
  const path = '/o2control.Control/GetEnvironment'
  const http2 = session(core)
  expect(await send(http2, path, frame(Buffer.alloc(5 * 1024 * 1024)))).toBe('8') // RESOURCE_EXHAUSTED
  expect(await send(http2, path, frame(Buffer.from([0x0f, 0xff])))).toBe('13') // INTERNAL
  expect(await send(http2, path, frame(Buffer.alloc(3), 1000))).not.toBe('0')
  expect(await send(http2, path, frame(Buffer.alloc(0), 0, 1))).not.toBe('0')
  expect(await send(http2, '/o2control.Control/Nothing', frame(Buffer.alloc(0)))).toBe('12') // UNIMPLEMENTED
  expect((await core.client.call('GetTasks', {}, options)).tasks).toEqual([])
})
