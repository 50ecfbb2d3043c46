import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { connectControl } from '../../control-api/client.js'
import { serverCredentials } from '../../control-api/credentials.js'
import { CONTROL } from '../../control-api/definitions.js'
import { startGrpcServer } from '../../control-api/server.js'
import { caught, rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile } from '../helpers/temporary.js'

/** For localhost, signed by itself, valid for a hundred years. */
const fixture = (name: string): string => new URL(`../fixtures/tls/${name}`, import.meta.url).pathname
const grpcCertificate = fixture('certificate.pem')
const grpcKey = fixture('key.pem')

it('speaks TLS where the settings name a certificate and its key', async () => {
  const implementation = { GetTasks: () => ({ tasks: [], timestamp: 1 }) }
  const server = await startGrpcServer({
    services: [{ definition: CONTROL, implementation }],
    host: '127.0.0.1',
    port: 0,
    credentials: serverCredentials({ grpcCertificate, grpcKey }),
    logger: new MemoryLogger(),
  })
  onTestFinished(() => server.close(0))
  const address = `localhost:${server.port}`
  const trusting = connectControl(address, { tls: { authority: readFileSync(grpcCertificate) } })
  onTestFinished(() => trusting.close())
  expect(await trusting.call('GetTasks', {}, { timeoutMs: 20_000 })).toMatchObject({ timestamp: '1' })
  for (const options of [{}, { tls: true as const }]) {
    const client = connectControl(address, options)
    onTestFinished(() => client.close())
    const error = await rejection(() => client.call('GetTasks', {}, { timeoutMs: 20_000 }))
    expect(error).toMatchObject({ code: 'CORE_UNREACHABLE' })
  }
})

it('is plaintext where they name neither', () => {
  expect(serverCredentials({ grpcCertificate: '', grpcKey: '' })._isSecure()).toBe(false)
})

it('says what is wrong with the files', () => {
  const text = temporaryFile('text.pem', 'no certificate')
  const refused = (files: { grpcCertificate: string; grpcKey: string }) =>
    caught(() => serverCredentials(files))
  expect(refused({ grpcCertificate, grpcKey: '' })).toMatchObject({
    code: 'GRPC_CREDENTIALS',
    message: 'grpcCertificate is set, but grpcKey is not: TLS needs both',
  })
  expect(refused({ grpcCertificate: '', grpcKey }).message).toContain(
    'grpcKey is set, but grpcCertificate is not',
  )
  expect(refused({ grpcCertificate: '/no/such.pem', grpcKey }).message).toBe(
    'grpcCertificate /no/such.pem: no such file',
  )
  for (const files of [
    { grpcCertificate: text, grpcKey },
    { grpcCertificate, grpcKey: fixture('other-key.pem') },
  ]) {
    expect(refused(files)).toMatchObject({
      code: 'GRPC_CREDENTIALS',
      message: expect.stringMatching(
        /^grpcCertificate .+ and grpcKey .+: .+; expected a PEM certificate chain/,
      ),
    })
  }
})
