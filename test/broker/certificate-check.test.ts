import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createTcpServer, type Server } from 'node:net'
import { createServer } from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { explainCertificate } from '../../broker/certificate-check.js'
import { describeWithCommands } from '../helpers/services.js'
import { temporaryFolder } from '../helpers/temporary.js'
import { createAuthority } from '../services/certificates.js'

const DAY_MS = 86_400_000

async function addressOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

async function tlsServer(subjectAltName?: string): Promise<string> {
  const authority = await createAuthority(temporaryFolder())
  const { certificate, key } = await authority.sign(
    'leaf',
    subjectAltName === undefined ? {} : { subjectAltName },
  )
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) })
  server.on('tlsClientError', () => {})
  return addressOf(server)
}

describeWithCommands(['openssl'], 'explainCertificate', () => {
  it('names the unknown CA', async () => {
    const broker = await tlsServer()
    expect(await explainCertificate(broker)).toBe(
      `the certificate of ${broker} comes from an unknown CA (aliecs-kafka test authority); check ssl.ca.location in kafkaClient`,
    )
  })

  it('names the dates of a certificate that is expired, or not valid yet', async () => {
    const broker = await tlsServer()
    expect(await explainCertificate(broker, Date.now() + 10 * DAY_MS)).toMatch(
      new RegExp(`^the certificate of ${broker} expired at \\d{4}-\\d\\d-\\d\\dT.*Z; renew it`),
    )
    expect(await explainCertificate(broker, Date.now() - 10 * DAY_MS)).toMatch(
      new RegExp(
        `^the certificate of ${broker} is not valid before \\d{4}-\\d\\d-\\d\\dT.*Z; check the clocks`,
      ),
    )
  })

  it('names the host names of a certificate that is for others', async () => {
    const broker = await tlsServer('DNS:a.example,DNS:b.example')
    expect(await explainCertificate(broker)).toContain(
      `the certificate of ${broker} is for DNS:a.example, DNS:b.example, not for 127.0.0.1`,
    )
  })

  it('knows nothing of a server that speaks no TLS, or is away', async () => {
    const plain = createTcpServer((socket) => socket.end('plain'))
    const broker = await addressOf(plain)
    expect(await explainCertificate(broker)).toBeNull()
    plain.close()
    expect(await explainCertificate(broker)).toBeNull()
  })
})
