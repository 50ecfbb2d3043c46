import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ConnectionFailures } from '../../broker/connection-failures.js'
import { AliecsError } from '../../errors.js'

const OPTIONS = { 'metadata.broker.list': 'a:1,b:2', 'security.protocol': 'ssl' }
const line = (name: string, text: string, state = 'CONNECT') => {
  return {
    severity: 3,
    fac: 'FAIL',
    message: `[thrd:x]: ssl://${name}: ${text} (after 0ms in state ${state})`,
  }
}
const refused = (name: string) => line(name, 'Connect to ipv4#127.0.0.1:1 failed: Connection refused')
const verify = (name: string) =>
  line(name, 'SSL handshake failed: certificate verify failed', 'SSL_HANDSHAKE')
const down = new AliecsError('KFK_BROKER_DOWN', 'no answer in time', { cause: new Error('native') })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('puts the reasons of all brokers in place of "no connection", and keeps the native cause', () => {
  const failures = new ConnectionFailures(OPTIONS)
  expect(failures.explain(down)).toBe(down)
  failures.observe(refused('a:1/bootstrap'))
  failures.observe(line('b:2/bootstrap', "Failed to resolve 'b:2': Name or service not known"))
  const explained = failures.explain(down)
  expect(explained).toMatchObject({ code: 'KFK_BROKER_DOWN', cause: down.cause })
  expect(explained.message).toMatch(/^a:1 refuses connections.*; the host name of b:2 does not resolve/)
  const other = new AliecsError('KFK_TOPIC', 'x')
  expect(failures.explain(other)).toBe(other)
})

it('forgets reasons that librdkafka does not repeat', () => {
  const failures = new ConnectionFailures(OPTIONS)
  failures.observe(refused('a:1/bootstrap'))
  vi.advanceTimersByTime(40_000)
  expect(failures.text).toContain('a:1')
  vi.advanceTimersByTime(10_000)
  expect(failures.text).toBeNull()
})

it('keeps the failure of an advertised address when a bootstrap address answers', () => {
  const failures = new ConnectionFailures(OPTIONS)
  failures.observe(refused('a:1/bootstrap'))
  failures.observe(refused('c:3/7'))
  failures.answered()
  expect(failures.causes).toMatchObject([{ broker: 'c:3', nodeId: 7 }])
  failures.clear(['c:3'])
  expect(failures.causes).toEqual([])
})

it('looks at a certificate once, and waits for what it finds', async () => {
  const checks: string[] = []
  const failures = new ConnectionFailures(OPTIONS, async (broker) => {
    checks.push(broker)
    return `the certificate of ${broker} expired`
  })
  failures.observe(verify('a:1/bootstrap'))
  failures.observe(verify('a:1/bootstrap'))
  expect(failures.text).toContain('cannot be verified')
  expect((await failures.explained(down)).message).toBe('the certificate of a:1 expired')
  failures.observe(verify('a:1/bootstrap'))
  expect(failures.text).toBe('the certificate of a:1 expired')
  expect(checks).toEqual(['a:1'])
})

it('keeps its own words where the certificate cannot be read', async () => {
  const failures = new ConnectionFailures(OPTIONS, async () => null)
  failures.observe(verify('a:1/bootstrap'))
  expect((await failures.explained(down)).message).toContain('ssl.ca.location')
})
