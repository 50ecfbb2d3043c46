import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { isIsolated, recheckAdvertised, requireReachable } from '../../broker/advertised-brokers.js'
import { ConnectionFailures } from '../../broker/connection-failures.js'
import type { AliecsError } from '../../errors.js'
import { rejection } from '../helpers/caught.js'
import { freePort } from '../services/ports.js'

const OPTIONS = { 'metadata.broker.list': 'bootstrap:9092' }

async function listeningBroker(id: number) {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  return { id, host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
}

const closedBroker = async (id: number) => ({ id, host: '127.0.0.1', port: await freePort() })
const refusal = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' })

it('one broker that accepts connections is enough', async () => {
  const failures = new ConnectionFailures(OPTIONS)
  await requireReachable([await closedBroker(1), await listeningBroker(2)], failures)
  await requireReachable([], failures)
  expect(failures.text).toBeNull()
})

it('names every advertised address where none accepts connections', async () => {
  const failures = new ConnectionFailures(OPTIONS)
  const closed = await closedBroker(1)
  const unresolved = { id: 2, host: 'kafka.invalid', port: 9092 }
  const error = (await rejection(() => requireReachable([closed, unresolved], failures))) as AliecsError
  expect(error.code).toBe('KFK_BROKER_DOWN')
  expect(error.message).toContain(
    `127.0.0.1:${closed.port}, the advertised address of broker 1, refuses connections (Connection refused)`,
  )
  expect(error.message).toContain('kafka.invalid:9092, the advertised address of broker 2, does not resolve')
  expect(isIsolated([closed, unresolved], failures)).toBe(true)
})

it('is isolated only when all brokers failed, and no longer when one accepts connections again', async () => {
  const failures = new ConnectionFailures(OPTIONS)
  const brokers = [await listeningBroker(1), await closedBroker(2)]
  expect(isIsolated([], failures)).toBe(false)
  for (const broker of brokers) {
    expect(isIsolated(brokers, failures)).toBe(false)
    failures.observeRefusal(broker, refusal)
  }
  expect(isIsolated(brokers, failures)).toBe(true)
  await recheckAdvertised(brokers, failures)
  expect(isIsolated(brokers, failures)).toBe(false)
  expect(failures.causes).toMatchObject([{ nodeId: 2, kind: 'refused' }])
})

it('a closed connection isolates nothing: the broker may be starting', () => {
  const failures = new ConnectionFailures(OPTIONS)
  const name = 'a:1/1'
  const text = 'Disconnected: connection closed by peer (after 3ms in state APIVERSION_QUERY)'
  failures.observe({ severity: 6, fac: 'FAIL', message: `[thrd:${name}]: ${name}: ${text}` })
  expect(failures.causes).toMatchObject([{ kind: 'closed' }])
  expect(isIsolated([{ id: 1, host: 'a', port: 1 }], failures)).toBe(false)
})
