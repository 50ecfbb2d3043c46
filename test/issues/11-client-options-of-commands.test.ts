/**
 * Issue 11, section 3: `topics`, `consume`, `replay` and `attach` did not check `kafkaClient`, as `core` does. An
 * unsupported mechanism or a wrong key password looked like a broker that cannot be reached.
 */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../../broker/index.js'
import { runCommand } from '../helpers/run-command.js'
import { temporaryFile } from '../helpers/temporary.js'

const KEY_PASSWORD = 'right-password'
const WRONG_PASSWORD = 'wrong-password'

const encryptedKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: KEY_PASSWORD },
  }).privateKey

function settingsFile(kafkaClient: ClientOptions): string {
  // Nothing listens there: a command that connects would wait for five seconds, and end with another status.
  const settings = { kafkaEndpoint: '127.0.0.1:1', kafkaClient }
  const tree = { o2: { components: { aliecs: { ANY: { any: { settings } } } } } }
  return `file://${temporaryFile('settings.yaml', JSON.stringify(tree))}`
}

const RECORDING = JSON.stringify({ topic: 'aliecs.run', key: null, timestampMs: 1, valueHex: '00' })
const COMMANDS: Record<string, () => string[]> = {
  topics: () => ['topics'],
  consume: () => ['consume', 'aliecs.run'],
  attach: () => ['attach'],
  'attach --check': () => ['attach', '--check'],
  replay: () => ['replay', temporaryFile('recording.jsonl', RECORDING)],
}

const CASES: Record<string, () => [ClientOptions, RegExp]> = {
  'an unsupported mechanism': () => [
    { 'security.protocol': 'sasl_plaintext', 'sasl.mechanisms': 'GSSAPI' },
    /kafkaClient .*sasl\.mechanisms: librdkafka was built without sasl_gssapi/,
  ],
  'an unknown option': () => [{ 'ssl.ca.locatoin': 'x' }, /kafkaClient .*ssl\.ca\.locatoin/],
  'a wrong key password': () => [
    {
      'security.protocol': 'ssl',
      'ssl.key.location': temporaryFile('client.key', encryptedKey()),
      'ssl.key.password': WRONG_PASSWORD,
    },
    /kafkaClient .*ssl\.key\.(location|password)/,
  ],
}

describe.each(Object.keys(CASES))('%s', (name) => {
  it.each(Object.keys(COMMANDS))('is named by %s before it connects: exit status 2', async (command) => {
    const [client, expected] = CASES[name]?.() ?? [{}, /^$/]
    const { exitCode, stdout, stderr } = await runCommand([
      ...(COMMANDS[command]?.() ?? []),
      ...['-c', settingsFile(client)],
    ])
    expect(stderr).toEqual([expect.stringMatching(expected)])
    expect({ exitCode, stdout: stdout.join('') }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.join()).not.toContain(WRONG_PASSWORD)
  })
})
