import { isIP } from 'node:net'
import { checkServerIdentity, connect, type DetailedPeerCertificate } from 'node:tls'

const LIMIT_MS = 2000

/**
 * Finds out why a broker's certificate is not accepted. librdkafka reports "certificate verify failed" for every
 * reason, so that this connects once more and reads the certificate.
 *
 * @param broker `host:port`
 * @returns reason and the option to check, as a sentence without a full stop; null where no certificate arrives in time
 */
export function explainCertificate(broker: string, nowMs = Date.now()): Promise<string | null> {
  const host = broker.slice(0, broker.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1')
  const port = Number(broker.slice(broker.lastIndexOf(':') + 1))
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {}
    // Only the certificate is read: nothing is sent over this connection, and it is closed at once.
    const socket = connect({ host, port, ...servername, rejectUnauthorized: false })
    const end = (reason: string | null): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reason)
    }
    const timer = setTimeout(() => end(null), LIMIT_MS)
    socket.once('error', () => end(null))
    socket.once('close', () => end(null))
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate(true)
      end(certificate.subject === undefined ? null : problemOf(certificate, { broker, host, nowMs }))
    })
  })
}

/** @param at `host` as the client verifies it */
function problemOf(
  certificate: DetailedPeerCertificate,
  { broker, host, nowMs }: { broker: string; host: string; nowMs: number },
): string {
  for (const each of chainOf(certificate)) {
    const name = each === certificate ? `the certificate of ${broker}` : `the CA certificate of ${broker}`
    if (Date.parse(each.valid_to) < nowMs) {
      return `${name} expired at ${timeOf(each.valid_to)}; renew it, or check the clock of this machine`
    }
    if (Date.parse(each.valid_from) > nowMs) {
      return `${name} is not valid before ${timeOf(each.valid_from)}; check the clocks of both machines`
    }
  }
  if (checkServerIdentity(host, certificate) !== undefined) {
    const names = certificate.subjectaltname ?? `CN ${certificate.subject.CN}`
    return `the certificate of ${broker} is for ${names}, not for ${host}; check the broker address, advertised.listeners, or the names in the certificate`
  }
  const { CN, O } = certificate.issuer
  const issuer = CN ?? O ?? 'without a name'
  return `the certificate of ${broker} comes from an unknown CA (${issuer}); check ssl.ca.location in kafkaClient`
}

/** Certificate of the broker first; a root refers to itself. */
function chainOf(certificate: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = [certificate]
  for (let next = certificate.issuerCertificate; next !== undefined; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next.fingerprint256)) break
    chain.push(next)
  }
  return chain
}

const timeOf = (text: string): string => new Date(text).toISOString()
