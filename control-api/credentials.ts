import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { ServerCredentials } from '@grpc/grpc-js'
import { AliecsError, messageOf } from '../errors.js'
import { fileReason } from '../settings/index.js'

/** PEM files; empty where there is none. */
export interface TlsFiles {
  grpcCertificate: string
  grpcKey: string
}

/**
 * TLS where the settings name a certificate and its key, plaintext where they name neither.
 *
 * @throws AliecsError GRPC_CREDENTIALS
 */
export function serverCredentials({ grpcCertificate, grpcKey }: TlsFiles): ServerCredentials {
  if (grpcCertificate === '' && grpcKey === '') return ServerCredentials.createInsecure()
  if (grpcCertificate === '' || grpcKey === '') {
    const [given, missing] = grpcKey === '' ? ['grpcCertificate', 'grpcKey'] : ['grpcKey', 'grpcCertificate']
    throw new AliecsError('GRPC_CREDENTIALS', `${given} is set, but ${missing} is not: TLS needs both`)
  }
  const cert_chain = read('grpcCertificate', grpcCertificate)
  const private_key = read('grpcKey', grpcKey)
  try {
    createSecureContext({ cert: cert_chain, key: private_key })
  } catch (error) {
    const files = `grpcCertificate ${grpcCertificate} and grpcKey ${grpcKey}`
    const expected = 'expected a PEM certificate chain and its private key'
    throw new AliecsError('GRPC_CREDENTIALS', `${files}: ${messageOf(error)}; ${expected}`, { cause: error })
  }
  return ServerCredentials.createSsl(null, [{ cert_chain, private_key }])
}

function read(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new AliecsError('GRPC_CREDENTIALS', `${setting} ${file}: ${fileReason(error)}`, { cause: error })
  }
}
