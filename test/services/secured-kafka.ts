import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateAuthority, createAuthority } from './certificates.js'
import { type KafkaServer, startKafka } from './kafka.js'
import type { KafkaListener } from './kafka-properties.js'
import { freePort } from './ports.js'

/** Users of the listeners SASL and SASL_TLS: PLAIN for alice, SCRAM-SHA-256 for bob. */
export const PASSWORDS = { alice: 'password-of-alice', bob: 'password-of-bob' }

/** Broker with a listener for each kind of security, and listeners that are set up wrongly. */
export interface SecuredKafka {
  kafka: KafkaServer
  /** PEM file of the authority that signed the certificates of the broker. */
  authority: string
  /** PEM file of an authority that signed nothing. */
  otherAuthority: string
  /** Certificate that the listener MUTUAL_TLS accepts, and its key. */
  client: { certificate: string; key: string }
  /** Certificate that it does not accept. */
  stranger: { certificate: string; key: string }
  /** `host:port` on which nothing listens; the listener CLOSED advertises it. */
  closed: string
  dispose(): Promise<void>
}

/** Starts it with certificates of its own. Needs openssl. */
export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'aliecs-kafka-certificates-'))
  try {
    const authority = await createAuthority(folder)
    const other = await createAuthority(folder, 'other-authority')
    const closed = `127.0.0.1:${await freePort()}`
    const kafka = await startKafka({
      listeners: await listeners(authority, closed),
      scramUsers: { bob: PASSWORDS.bob },
    })
    return {
      kafka,
      authority: authority.certificate,
      otherAuthority: other.certificate,
      client: await authority.sign('client'),
      stranger: await other.sign('stranger'),
      closed,
      dispose: async () => {
        await kafka.dispose()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function listeners(
  authority: CertificateAuthority,
  closed: string,
): Promise<Record<string, KafkaListener>> {
  const tls = async (...certificate: Parameters<CertificateAuthority['sign']>) => ({
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': (await authority.sign(...certificate)).keystore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': authority.certificate,
  })
  const valid = await tls('valid')
  const plain = {
    'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="${PASSWORDS.alice}";`,
  }
  const scram = {
    'scram-sha-256.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  }
  return {
    SASL: {
      protocol: 'SASL_PLAINTEXT',
      properties: { ...plain, ...scram, 'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256' },
    },
    SASL_TLS: {
      protocol: 'SASL_SSL',
      properties: { ...valid, ...plain, 'sasl.enabled.mechanisms': 'PLAIN' },
    },
    TLS: { protocol: 'SSL', properties: valid },
    MUTUAL_TLS: { protocol: 'SSL', properties: { ...valid, 'ssl.client.auth': 'required' } },
    EXPIRED: { protocol: 'SSL', properties: await tls('expired', { days: -1 }) },
    WRONG_NAME: {
      protocol: 'SSL',
      properties: await tls('wrong-name', { subjectAltName: 'DNS:kafka.example' }),
    },
    UNRESOLVED: { protocol: 'PLAINTEXT', advertised: 'kafka.invalid:9092' },
    CLOSED: { protocol: 'PLAINTEXT', advertised: closed },
  }
}
