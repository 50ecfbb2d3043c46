import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

/** Certificate authority of a test: its own certificate, and the certificates that it signs. */
export interface CertificateAuthority {
  /** PEM file of the authority's certificate. */
  certificate: string
  /**
   * Signs a certificate for 127.0.0.1, or for the given subject alternative name.
   *
   * @param days from now on; negative for an expired one
   * @returns PEM files: certificate, key, and both in one as Kafka's PEM keystores want them
   */
  sign(
    name: string,
    options?: { subjectAltName?: string; days?: number },
  ): Promise<{ certificate: string; key: string; keystore: string }>
}

/** Creates an authority whose files are in this folder. Needs openssl. */
export async function createAuthority(folder: string, name = 'authority'): Promise<CertificateAuthority> {
  const file = (...parts: string[]): string => join(folder, parts.join('.'))
  const openssl = (...args: string[]) => execa('openssl', args, { stdin: 'ignore', timeout: 60_000 })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const certificate = file(name, 'pem')
  const authorityKey = file(name, 'key')
  const subject = ['-subj', `/CN=aliecs-kafka test ${name}`]
  await openssl('req', '-x509', ...newKey, '-keyout', authorityKey, '-out', certificate, ...subject)
  return {
    certificate,
    async sign(leaf, { subjectAltName = 'IP:127.0.0.1', days = 2 } = {}) {
      const key = file(leaf, 'key')
      const request = file(leaf, 'csr')
      const signed = file(leaf, 'pem')
      const extensions = file(leaf, 'ext')
      await writeFile(extensions, `subjectAltName=${subjectAltName}\n`)
      await openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${leaf}`)
      await openssl(
        ...['x509', '-req', '-in', request, '-out', signed, '-days', String(days), '-extfile', extensions],
        ...['-CA', certificate, '-CAkey', authorityKey, '-CAcreateserial'],
      )
      const keystore = file(leaf, 'keystore', 'pem')
      await writeFile(keystore, (await readFile(key, 'utf8')) + (await readFile(signed, 'utf8')))
      return { certificate: signed, key, keystore }
    },
  }
}
