/**
 * Issue 11, section 3: with `http_proxy` in the environment, commands asked the proxy for a core on loopback, and printed
 * "undefined" as the reason.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { connectControl } from '../../control-api/client.js'
import { rejection } from '../helpers/caught.js'
import { controlStub } from '../helpers/control-stub.js'
import { freePort } from '../services/ports.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** Proxy that refuses every CONNECT request. */
async function refusingProxy(): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const server: Server = createServer()
  server.on('connect', ({ url = '' }, socket) => {
    asked.push(url)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

it('never asks a proxy for a core on loopback', async () => {
  const { address, asked } = await refusingProxy()
  vi.stubEnv('http_proxy', `http://${address}`)
  vi.stubEnv('no_proxy', '')
  const client = connectControl(await controlStub({ GetTasks: async () => ({ tasks: [] }) }))
  onTestFinished(() => client.close())
  await client.call('GetTasks', {}, { timeoutMs: 20_000 })
  expect(asked).toEqual([])
})

it.each(['one that refuses', 'one that is away'])('names the proxy: %s', async (kind) => {
  const { address, asked } = await refusingProxy()
  const proxy = kind === 'one that refuses' ? address : `127.0.0.1:${await freePort()}`
  vi.stubEnv('http_proxy', `http://user:pAssword@${proxy}`)
  vi.stubEnv('no_proxy', '')
  const client = connectControl('core.invalid:32102')
  onTestFinished(() => client.close())
  const error = await rejection(() => client.call('GetTasks', {}, { timeoutMs: 20_000 }))
  expect(error).toMatchObject({
    code: 'CORE_UNREACHABLE',
    message: `no AliECS core answers at core.invalid:32102 through the proxy ${proxy}: no connection through it; check http_proxy, or exempt the host in no_proxy`,
  })
  expect(asked.length > 0).toBe(kind === 'one that refuses')
})
