import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatEndpoint, parseEndpoint } from '../../settings/endpoints.js'

describe('parseEndpoint', () => {
  it.each([
    ['localhost:9092', { host: 'localhost', port: 9092 }],
    ['my-kafka-broker-1.cern.ch:9092', { host: 'my-kafka-broker-1.cern.ch', port: 9092 }],
    ['10.0.0.1:9092', { host: '10.0.0.1', port: 9092 }],
    ['[::1]:9092', { host: '::1', port: 9092 }],
    ['[fe80::1]:1', { host: 'fe80::1', port: 1 }],
  ])('%s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint)
  })

  it.each([
    ['kafka-1', 'no port'],
    ['kafka-1:', 'no port'],
    [':9092', 'no host'],
    ['kafka-1:port', 'the port is not 1 to 65535'],
    ['kafka-1:0', 'the port is not 1 to 65535'],
    ['kafka-1:65536', 'the port is not 1 to 65535'],
    ['kafka 1:9092', 'not a host name'],
    ['-kafka:9092', 'not a host name'],
    ['kafka/1:9092', 'not a host name'],
    ['PLAINTEXT://kafka:9092', 'only host:port, without scheme'],
    ['[10.0.0.1]:9092', 'no IPv6 address'],
    ['[::1]', 'no port'],
    ['a:b:9092', 'not a host name'],
    ['[::1', 'not a host name'],
    ['[::1]9092', 'not a host name'],
    ['', 'no host'],
  ])('%s: %s', (text, problem) => {
    expect(parseEndpoint(text)).toBe(problem)
  })

  it('says that an IPv6 address needs brackets', () => {
    expect(parseEndpoint('fe80::1')).toContain('brackets')
  })

  it('reads back what formatEndpoint writes', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain())
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65535 }), (name, port) => {
        expect(parseEndpoint(formatEndpoint({ host: name, port }))).toEqual({ host: name, port })
      }),
    )
  })
})
