import { describe, expect, it } from 'vitest'
import { type CauseKind, causeOf } from '../../broker/connection-cause.js'
import type { ClientOptions } from '../../broker/native.js'

const SASL = { 'security.protocol': 'sasl_plaintext', 'sasl.mechanisms': 'PLAIN' }
const TLS = { 'security.protocol': 'ssl' }
const CLIENT_CERTIFICATE = { ...TLS, 'ssl.certificate.location': 'client.pem' }
const VERIFY =
  'SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be verified, verify that ssl.ca.location is correctly configured or root CA certificates are installed (install ca-certificates package)'
const CLOSED = 'Disconnected: connection closed by peer: receive 0 after POLLIN'
const BAD_CERTIFICATE =
  'Receive failed: error:0A000412:SSL routines::sslv3 alert bad certificate: SSL alert number 42'

/** Text that librdkafka 2.12 logged, its state, the client's options → kind, and words that the text must have. */
const LINES: [string, string, ClientOptions, CauseKind, string[]][] = [
  [
    "Failed to resolve 'kafka:9092': Name or service not known",
    'CONNECT',
    {},
    'resolve',
    ['host name of kafka:9092', 'kafkaEndpoint', 'DNS'],
  ],
  [
    'Connect to ipv4#127.0.0.1:20924 failed: Connection refused',
    'CONNECT',
    {},
    'refused',
    ['kafka:9092 refuses connections', 'kafkaEndpoint'],
  ],
  [
    'Connect to ipv4#10.0.0.7:9092 failed: No route to host',
    'CONNECT',
    {},
    'route',
    ['No route to host', 'firewalls'],
  ],
  ['Connect to ipv4#10.0.0.7:9092 failed: Connection timed out', 'CONNECT', {}, 'timeout', ['firewalls']],
  ['Connection setup timed out in state CONNECT', 'CONNECT', {}, 'timeout', ['does not answer', 'firewalls']],
  [
    'ApiVersionRequest failed: Local: Timed out: probably due to broker version < 0.10 (see api.version.request configuration)',
    'APIVERSION_QUERY',
    {},
    'timeout',
    ['accepts connections but does not answer'],
  ],
  ['3 request(s) timed out: disconnect', 'UP', {}, 'timeout', ['accepts connections but does not answer']],
  [
    'SASL authentication error: Authentication failed: Invalid username or password',
    'AUTH_REQ',
    SASL,
    'authentication',
    ['mechanism PLAIN', 'sasl.username', 'sasl.password', 'Invalid username or password'],
  ],
  [
    'SASL authentication error: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-256',
    'AUTH_REQ',
    { ...SASL, 'sasl.mechanisms': 'SCRAM-SHA-256' },
    'authentication',
    ['mechanism SCRAM-SHA-256', 'sasl.password'],
  ],
  [CLOSED, 'AUTH_REQ', SASL, 'authentication', ['during SASL authentication', 'sasl.password']],
  [
    "SASL SCRAM-SHA-512 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: PLAIN,SCRAM-SHA-256",
    'AUTH_HANDSHAKE',
    { ...SASL, 'sasl.mechanisms': 'SCRAM-SHA-512' },
    'sasl',
    ['SCRAM-SHA-512', 'only PLAIN,SCRAM-SHA-256', 'sasl.mechanisms'],
  ],
  [
    "SASL PLAIN mechanism handshake failed: Broker: Request not valid in current SASL state: broker's supported mechanisms: ",
    'AUTH_HANDSHAKE',
    SASL,
    'sasl',
    ['listener without SASL', 'security.protocol', 'plaintext'],
  ],
  [CLOSED, 'UP', {}, 'closed', ['requires SASL', 'security.protocol']],
  ['Disconnected: SSL connection closed by peer', 'UP', TLS, 'closed', ['requires SASL']],
  [CLOSED, 'APIVERSION_QUERY', {}, 'closed', ['TLS listener', 'security.protocol', '(plaintext; ssl uses']],
  [CLOSED, 'APIVERSION_QUERY', SASL, 'closed', ['TLS listener', '(sasl_plaintext; sasl_ssl uses']],
  [
    'SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener?',
    'SSL_HANDSHAKE',
    TLS,
    'tls',
    ['does not speak TLS', 'plaintext listener', 'security.protocol'],
  ],
  ['Disconnected: SSL connection closed by peer', 'SSL_HANDSHAKE', TLS, 'tls', ['does not speak TLS']],
  [
    'SSL handshake failed: error:0A00010B:SSL routines::wrong version number',
    'SSL_HANDSHAKE',
    TLS,
    'tls',
    ['does not speak TLS'],
  ],
  [
    'SSL handshake failed: error:0A000410:SSL routines::sslv3 alert handshake failure: SSL alert number 40',
    'SSL_HANDSHAKE',
    TLS,
    'tls',
    ['handshake failure', 'ssl options'],
  ],
  [VERIFY, 'SSL_HANDSHAKE', TLS, 'certificate', ['cannot be verified', 'ssl.ca.location']],
  [
    'error:0A000086:SSL routines::certificate verify failed',
    'SSL_HANDSHAKE',
    TLS,
    'certificate',
    ['ssl.ca.location'],
  ],
  [
    BAD_CERTIFICATE,
    'APIVERSION_QUERY',
    TLS,
    'client-certificate',
    ['requires a client certificate', 'ssl.certificate.location', 'ssl.key.location'],
  ],
  [
    'Receive failed: error:0A00045C:SSL routines::tlsv13 alert certificate required: SSL alert number 116',
    'APIVERSION_QUERY',
    TLS,
    'client-certificate',
    ['requires a client certificate (TLS alert: certificate required)'],
  ],
  [
    BAD_CERTIFICATE,
    'APIVERSION_QUERY',
    CLIENT_CERTIFICATE,
    'client-certificate',
    ['refuses the client certificate', 'ssl.certificate.location'],
  ],
  [
    'SSL handshake failed: error:0A000418:SSL routines::tlsv1 alert unknown ca: SSL alert number 48',
    'SSL_HANDSHAKE',
    CLIENT_CERTIFICATE,
    'client-certificate',
    ['TLS alert: unknown ca'],
  ],
  [
    'Receive failed: Invalid response size 1213486160 (0..100000000): increase receive.message.max.bytes',
    'APIVERSION_QUERY',
    {},
    'not-kafka',
    ['answers HTTP', 'not a Kafka listener'],
  ],
  [
    'Receive failed: Invalid response size 352518912 (0..100000000): increase receive.message.max.bytes',
    'APIVERSION_QUERY',
    {},
    'closed',
    ['TLS listener'],
  ],
  [
    'Receive failed: Invalid response size 1397966893 (0..100000000): increase receive.message.max.bytes',
    'APIVERSION_QUERY',
    {},
    'not-kafka',
    ['does not answer as a Kafka broker'],
  ],
  ['Something new', 'UP', {}, 'other', ['kafka:9092: Something new']],
]

const lineOf = (text: string, state: string, name = 'kafka:9092/bootstrap', ms = 12): string =>
  `[thrd:${name}]: ${name}: ${text} (after ${ms}ms in state ${state})`

const fail = (message: string) => ({ severity: 3, fac: 'FAIL', message })

describe('causeOf', () => {
  it.each(LINES)('reads: %s (%s)', (text, state, options, kind, words) => {
    const cause = causeOf(fail(lineOf(text, state)), { 'metadata.broker.list': 'kafka:9092', ...options })
    expect(cause).toMatchObject({ kind, broker: 'kafka:9092', nodeId: null })
    for (const word of words) expect(cause?.text).toContain(word)
    expect(cause?.text).not.toMatch(/\.$|undefined|after \d+ms/)
  })

  it('reads the name of a broker with protocol, IPv6 address, id and suppressed repetitions', () => {
    const message =
      '[thrd:sasl_ssl://[::1]:9092/3]: sasl_ssl://[::1]:9092/3: Connect to ipv6#[::1]:9092 failed: Connection refused (after 0ms in state CONNECT, 17 identical error(s) suppressed)'
    expect(causeOf(fail(message), {})).toMatchObject({ kind: 'refused', broker: '[::1]:9092', nodeId: 3 })
  })

  it('names an advertised address as such, and a configured one not', () => {
    const line = fail(lineOf("Failed to resolve 'b:9092': Name or service not known", 'CONNECT', 'b:9092/2'))
    expect(causeOf(line, { 'metadata.broker.list': 'a:9092' })?.text).toBe(
      'the host name of b:9092, the advertised address of broker 2, does not resolve (Name or service not known); check advertised.listeners of the broker and DNS',
    )
    expect(causeOf(line, { 'metadata.broker.list': 'a:9092, b:9092' })?.text).toContain('kafkaEndpoint')
  })

  it('reads the address of a coordinator', () => {
    const message =
      "[thrd:GroupCoordinator]: GroupCoordinator: b:9092: Failed to resolve 'b:9092': Name or service not known (after 1ms in state CONNECT)"
    const cause = causeOf(fail(message), { 'metadata.broker.list': 'a:9092' })
    expect(cause).toMatchObject({ kind: 'resolve', broker: 'b:9092', nodeId: null })
    expect(cause?.text).toContain('advertised.listeners')
  })

  it('has nothing to say of a connection that was idle, and of other events', () => {
    expect(causeOf(fail(lineOf(CLOSED, 'UP', 'kafka:9092/1', 540_000)), {})).toBeNull()
    expect(causeOf({ severity: 4, fac: 'GETPID', message: lineOf(VERIFY, 'UP') }, TLS)).toBeNull()
    expect(causeOf(fail('a line of another shape'), {})).toBeNull()
  })

  it('shows no password, whatever the line has', () => {
    const options = { 'sasl.password': 'hunter2', 'ssl.key.password': 's3,cret/"', 'ssl.key.pem': '' }
    const cause = causeOf(fail(lineOf('strange hunter2 and s3,cret/" there', 'UP')), options)
    expect(cause?.text).toBe('kafka:9092: strange … and … there')
  })
})
