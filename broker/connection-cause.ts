import { brokerName, type FailureLine, isAdvertised, parseFailure } from './failure-line.js'
import type { ClientOptions } from './native.js'

/** Log event of librdkafka, as node-rdkafka emits it. */
export interface LogEvent {
  /** Syslog level: 3 is an error, 4 a warning, 6 information. */
  severity: number
  /** Facility, such as `FAIL`. */
  fac: string
  message: string
}

/**
 * Class of a failed connection. `closed` covers the cases in which the broker closes the connection without a reason,
 * so that the text can only suggest one.
 */
export type CauseKind =
  | 'resolve'
  | 'refused'
  | 'timeout'
  | 'route'
  | 'authentication'
  | 'sasl'
  | 'tls'
  | 'certificate'
  | 'client-certificate'
  | 'closed'
  | 'not-kafka'
  | 'other'

/** Reason why one broker cannot be reached. */
export interface ConnectionCause {
  kind: CauseKind
  /** `host:port` */
  broker: string
  /** Id of the broker in the cluster; null for a bootstrap address, and for a coordinator. */
  nodeId: number | null
  /** Sentence without a full stop: the broker, the failure, and the option or listener to check. */
  text: string
}

const ADDRESS_OPTIONS = 'check kafkaEndpoint and kafkaEndpoints (or --brokers)'
const SASL_OPTIONS = 'check sasl.username, sasl.password and sasl.mechanisms in kafkaClient'
const HTTP = Buffer.from('HTTP').readUInt32BE()
/** Shorter connections than this end because of their first request, in ms; librdkafka uses the same limit. */
const SHORT_CONNECTION_MS = 2000
const CLIENT_CERTIFICATES = ['ssl.certificate.location', 'ssl.certificate.pem', 'ssl.keystore.location']
/** Options with values that no message may contain. */
const SECRETS = /password|\.pem$|^sasl\.oauthbearer\.(config|client\.secret)$/

/**
 * Converts a log event of librdkafka into the reason of a failed connection.
 *
 * @param options of the client that logged it
 * @returns null for events that are not about a failed connection, such as an idle connection that the broker closed
 */
export function causeOf({ fac, message }: LogEvent, options: ClientOptions): ConnectionCause | null {
  const failure = fac === 'FAIL' ? parseFailure(message) : null
  return failure === null ? null : causeOfFailure(failure, options)
}

/** The same for a line that is split already. */
export function causeOfFailure(failure: FailureLine, options: ClientOptions): ConnectionCause | null {
  const found = classify(failure, options)
  if (found === null) return null
  const [kind, text] = found
  const { broker, nodeId } = failure
  return { kind, broker, nodeId, text: withoutSecrets(text, options) }
}

type Found = readonly [CauseKind, string]

function classify(failure: FailureLine, options: ClientOptions): Found | null {
  const known =
    addressCause(failure, options) ??
    saslCause(failure, options) ??
    tlsCause(failure, options) ??
    answerCause(failure, options)
  if (known !== null) return known
  const { text, broker } = failure
  return text.startsWith('Disconnected') ? closedCause(failure, options) : ['other', `${broker}: ${text}`]
}

function addressCause(failure: FailureLine, options: ClientOptions): Found | null {
  const { text, broker, state } = failure
  const name = brokerName(failure, options)
  const where = isAdvertised(failure, options) ? 'check advertised.listeners of the broker' : ADDRESS_OPTIONS
  const unresolved = /^Failed to resolve '.*?': (.*)$/.exec(text)
  if (unresolved !== null) {
    return ['resolve', `the host name of ${name} does not resolve (${unresolved[1]}); ${where} and DNS`]
  }
  const unconnected = /^Connect to \S+ failed: (.*)$/.exec(text)
  if (unconnected !== null) {
    const reason = unconnected[1] ?? ''
    if (/refused/i.test(reason)) {
      return ['refused', `${name} refuses connections (${reason}); ${where} and whether the broker runs`]
    }
    const kind = /timed out/i.test(reason) ? 'timeout' : 'route'
    return [kind, `cannot connect to ${name} (${reason}); ${where}, routes and firewalls`]
  }
  if (!/timed out/i.test(text) || text.startsWith('SASL')) return null
  if (state === 'CONNECT' || state === 'TRY_CONNECT') {
    return [
      'timeout',
      `${name} does not answer a connection attempt (${text}); ${where}, routes and firewalls`,
    ]
  }
  return ['timeout', `${broker} accepts connections but does not answer; check the broker and its port`]
}

function saslCause({ text, broker }: FailureLine, options: ClientOptions): Found | null {
  const handshake =
    /^SASL (\S+) mechanism handshake failed: (.*?): broker's supported mechanisms: ?(.*)$/.exec(text)
  if (handshake !== null) {
    const [, mechanism, , supported = ''] = handshake
    if (supported === '') {
      const protocol = protocolOf(options) === 'sasl_ssl' ? 'ssl' : 'plaintext'
      const message = `${broker} is a listener without SASL; set security.protocol in kafkaClient to ${protocol}, or use the port of a SASL listener`
      return ['sasl', message]
    }
    const message = `${broker} does not support the SASL mechanism ${mechanism}, only ${supported}; check sasl.mechanisms in kafkaClient`
    return ['sasl', message]
  }
  const refused = /^SASL authentication (?:error|failure): (.*)$/.exec(text)
  if (refused === null) return null
  const mechanism = String(options['sasl.mechanisms'] ?? options['sasl.mechanism'] ?? 'GSSAPI')
  const message = `${broker} refuses the SASL credentials, mechanism ${mechanism} (${refused[1]}); ${SASL_OPTIONS}`
  return ['authentication', message]
}

function tlsCause({ text, broker, state }: FailureLine, options: ClientOptions): Found | null {
  const isTls = protocolOf(options).endsWith('ssl')
  if (!isTls) return null
  if (text.includes('certificate verify failed')) {
    const message = `the certificate of ${broker} cannot be verified; check ssl.ca.location in kafkaClient, and the dates and names in the certificate`
    return ['certificate', message]
  }
  const alert = /alert ((?:[a-z]+ )*(?:certificate|ca)(?: [a-z]+)*)/.exec(text)
  if (alert !== null) return ['client-certificate', clientCertificateText(broker, alert[1] ?? '', options)]
  const isNoTls = /wrong version number|packet length too long|PLAINTEXT broker listener/.test(text)
  if (isNoTls || (state === 'SSL_HANDSHAKE' && text.startsWith('Disconnected'))) {
    const message = `${broker} does not speak TLS, it looks like a plaintext listener; check security.protocol in kafkaClient (${protocolOf(options)}) and the port`
    return ['tls', message]
  }
  if (!text.startsWith('SSL handshake failed')) return null
  const message = `TLS handshake with ${broker} failed (${text.replace('SSL handshake failed: ', '')}); check security.protocol and the ssl options in kafkaClient`
  return ['tls', message]
}

function clientCertificateText(broker: string, alert: string, options: ClientOptions): string {
  const hasOne = CLIENT_CERTIFICATES.some((option) => options[option] !== undefined)
  return hasOne
    ? `${broker} refuses the client certificate (TLS alert: ${alert}); check ssl.certificate.location in kafkaClient, its dates, and whether the broker trusts its CA`
    : `${broker} requires a client certificate (TLS alert: ${alert}); set ssl.certificate.location and ssl.key.location in kafkaClient`
}

/** An answer that is not Kafka's: the first four bytes are read as the length of a response. */
function answerCause({ text, broker }: FailureLine, options: ClientOptions): Found | null {
  const size = Number(/Invalid response size (-?\d+)/.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(size)) return null
  if (size === HTTP) {
    return [
      'not-kafka',
      `${broker} answers HTTP, it is not a Kafka listener; ${ADDRESS_OPTIONS}, and its port`,
    ]
  }
  // A TLS record of type alert or handshake, version 3.x.
  if (((size >>> 24) & 0xfe) === 0x14 && ((size >>> 16) & 0xff) === 3)
    return ['closed', tlsListenerText(broker, options)]
  return ['not-kafka', `${broker} does not answer as a Kafka broker; ${ADDRESS_OPTIONS}, and its port`]
}

/** Listeners of Kafka close the connection without a word where the client speaks the wrong protocol. */
function closedCause({ broker, state, durationMs }: FailureLine, options: ClientOptions): Found | null {
  const protocol = protocolOf(options)
  if (state === 'APIVERSION_QUERY' && !protocol.endsWith('ssl')) {
    return ['closed', tlsListenerText(broker, options)]
  }
  if (durationMs >= SHORT_CONNECTION_MS) return null
  if (state === 'UP' && !protocol.startsWith('sasl')) {
    const message = `${broker} closed the connection at the first request, it looks like a listener that requires SASL; check security.protocol (${protocol}) and sasl.mechanisms in kafkaClient`
    return ['closed', message]
  }
  if (state === 'UP') return null
  if (state.startsWith('AUTH')) {
    const message = `${broker} closed the connection during SASL authentication; ${SASL_OPTIONS}`
    return ['authentication', message]
  }
  const message = `${broker} closed the connection in state ${state}; check security.protocol in kafkaClient (${protocol}), the port, and the log of the broker`
  return ['closed', message]
}

function tlsListenerText(broker: string, options: ClientOptions): string {
  const protocol = protocolOf(options)
  const other = protocol.startsWith('sasl') ? 'sasl_ssl' : 'ssl'
  return `${broker} closed the connection without an answer, it looks like a TLS listener; check security.protocol in kafkaClient (${protocol}; ${other} uses TLS) and the port`
}

function protocolOf(options: ClientOptions): string {
  return String(options['security.protocol'] ?? 'plaintext').toLowerCase()
}

function withoutSecrets(text: string, options: ClientOptions): string {
  return Object.entries(options).reduce((result, [option, value]) => {
    return SECRETS.test(option) && value !== '' ? result.replaceAll(String(value), '…') : result
  }, text)
}
