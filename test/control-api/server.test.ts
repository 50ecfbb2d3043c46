import { createServer } from 'node:net'
import { Client, credentials, ServerCredentials, status } from '@grpc/grpc-js'
import { afterEach, expect, it } from 'vitest'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { CONTROL } from '../../control-api/definitions.js'
import { RpcError } from '../../control-api/rpc-error.js'
import { type GrpcServer, startGrpcServer } from '../../control-api/server.js'
import type { GrpcService } from '../../control-api/service.js'
import { AliecsError } from '../../errors.js'
import { caught } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const logger = new MemoryLogger()
const open: { close(graceMs: number): unknown }[] = []
const timeoutMs = 20_000

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close(0)
})

async function serve(implementation: GrpcService['implementation']): Promise<GrpcServer> {
  const services = [{ definition: CONTROL, implementation }]
  const credentials = ServerCredentials.createInsecure()
  const server = await startGrpcServer({ services, host: '127.0.0.1', port: 0, credentials, logger })
  open.push(server)
  return server
}

function connect({ address }: GrpcServer): ControlClient {
  const client = connectControl(address)
  open.push(client)
  return client
}

async function refusal(implementation: GrpcService['implementation']): Promise<unknown> {
  const client = connect(await serve(implementation))
  const error = await caught(client.call('Teardown', { reason: 'test' }, { timeoutMs }))
  return error instanceof AliecsError ? error.cause : error
}

it('answers with what a method returns', async () => {
  const client = connect(await serve({ GetFrameworkInfo: () => ({ frameworkId: 'f' }) }))
  expect(await client.call('GetFrameworkInfo', {}, { timeoutMs })).toMatchObject({ frameworkId: 'f' })
})
