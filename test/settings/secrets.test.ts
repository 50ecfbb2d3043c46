import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../settings/resolve.js'
import { describeValue, isSecretOption, redactSettings, withoutCredentials } from '../../settings/secrets.js'

const SECRETS = [
  'sasl.password',
  'SASL.Password',
  'sasl.pasword',
  'sasl.pwd',
  'ssl.key.password',
  'ssl.keystore.password',
  'ssl.key.pem',
  'ssl.certificate.pem',
  'ssl_key',
  'ssl_certificate',
  'sasl.oauthbearer.config',
  'sasl.oauthbearer.client.secret',
  'sasl.oauthbearer.token.endpoint.url',
  'sasl.oauthbearer.assertion.private.key.passphrase',
  'sasl.jaas.config',
]

describe('isSecretOption', () => {
  it.each(SECRETS)('%s is secret', (option) => {
    expect(isSecretOption(option)).toBe(true)
  })

  it.each([
    'compression.type',
    'linger.ms',
    'client.id',
    'security.protocol',
    'sasl.mechanism',
    'sasl.mechanisms',
    'sasl.username',
    'ssl.ca.location',
    'ssl.key.location',
    'ssl.endpoint.identification.algorithm',
    'message.max.bytes',
  ])('%s is not', (option) => {
    expect(isSecretOption(option)).toBe(false)
  })
})

describe('redactSettings', () => {
  it('replaces the secrets of kafkaClient and nothing else', () => {
    const kafkaClient = { 'sasl.username': 'me', 'sasl.password': 'hunter2', 'linger.ms': 5 }
    const { settings } = resolveSettings({ flags: { kafkaClient } })
    const redacted = redactSettings(settings)
    expect(redacted.kafkaClient).toEqual({
      'sasl.username': 'me',
      'sasl.password': '[redacted]',
      'linger.ms': 5,
    })
    expect({ ...redacted, kafkaClient: settings.kafkaClient }).toEqual(settings)
  })

  it('replaces the token of the page', () => {
    const { settings } = resolveSettings({ flags: { pageToken: 'a-token-of-the-page' } })
    expect(redactSettings(settings).pageToken).toBe('[redacted]')
  })

  it('replaces the credentials in URLs of template repositories, and no part of a folder', () => {
    const workflowTemplates = ['https://me:hunter2@example.com/templates', '/srv/templates@v1']
    const { settings } = resolveSettings({ flags: { workflowTemplates } })
    expect(redactSettings(settings).workflowTemplates).toEqual([
      'https://[redacted]@example.com/templates',
      '/srv/templates@v1',
    ])
  })
})

describe('no error message holds a secret', () => {
  const secret = 'hunter2!'
  const junk = fc.constantFrom(secret, { deep: secret }, [secret], [{ deep: [secret] }], null)

  it('whatever stands where in kafkaClient', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS), junk, junk, (option, value, other) => {
        const kafkaClient = { [option]: value, 'linger.ms': Array.isArray(other) ? other : [other] }
        for (const given of [
          kafkaClient,
          [kafkaClient],
          JSON.stringify(kafkaClient),
          `{"${option}": ${secret}`,
        ]) {
          const resolve = () =>
            resolveSettings({ document: { values: { kafkaClient: given }, origin: 'test' } })
          expect(resolve).toThrow(/^kafkaClient/)
          expect(resolve).toThrow(/^(?!.*hunter2)/s)
        }
      }),
    )
  })
})

describe('describeValue', () => {
  it.each([
    [['kafkaEndpoint'], 'kafka-1', '"kafka-1"'],
    [['kafkaEndpoint'], ['a', 1], '["a",1]'],
    [['controlPort'], undefined, 'undefined'],
    [['kafkaClient'], 'text', 'a string'],
    [['kafkaClient'], ['x'], 'a list'],
    [['pageToken'], 'too-short', '9 characters'],
    [['pageToken'], 12345, 'a number'],
    [['kafkaClient', 'linger.ms'], null, 'nothing'],
    [['kafkaClient', 'linger.ms'], { x: 1 }, 'a map'],
    [['instanceName'], 'x'.repeat(300), `"${'x'.repeat(199)}…`],
  ])('%j %j is %s', (path, value, text) => {
    expect(describeValue(path, value)).toBe(text)
  })
})

describe('withoutCredentials', () => {
  it('takes out what stands before the @ of an address', () => {
    expect(withoutCredentials('"sasl://user:hunter2@kafka:9092,me:hunter2@other:1"')).toBe(
      '"sasl://[redacted]@kafka:9092,[redacted]@other:1"',
    )
  })
})
