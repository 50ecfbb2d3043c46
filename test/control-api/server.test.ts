import { createServer } from 'node:net'
import { Client, credentials, ServerCredentials, status } from '@grpc/grpc-js'
import { afterEach, expect, it } from 'vitest'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { CONTROL } from '../../control-api/definitions.js'
import { RpcError } from '../../control-api/rpc-error.js'
import { type GrpcServer, startGrpcServer } from '../../control-api/server.js'
import type { GrpcService } from '../../control-api/service.js'
import { AliecsError } from '../../errors.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { until } from '../helpers/until.js'

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
  const error = await rejection(() => client.call('Teardown', { reason: 'test' }, { timeoutMs }))
  return error instanceof AliecsError ? error.cause : error
}

it('answers with what a method returns', async () => {
  const client = connect(await serve({ GetFrameworkInfo: () => ({ frameworkId: 'f' }) }))
  expect(await client.call('GetFrameworkInfo', {}, { timeoutMs })).toMatchObject({ frameworkId: 'f' })
})

it('says by name that a method is not there', async () => {
  expect(await refusal({})).toMatchObject({
    code: status.UNIMPLEMENTED,
    details: 'method Teardown is not implemented',
  })
})

it.each([
  ['ENVIRONMENT_UNKNOWN', status.NOT_FOUND],
  ['DETECTOR_IN_USE', status.FAILED_PRECONDITION],
  ['TRANSITION_INVALID', status.INVALID_ARGUMENT],
  ['KFK_CLIENT', status.INTERNAL],
] as const)('makes a status of %s, with its sentence', async (code, expected) => {
  const Teardown = () => {
    throw new AliecsError(code, 'über 100 %:\nno')
  }
  expect(await refusal({ Teardown })).toMatchObject({ code: expected, details: 'über 100 %:\nno' })
})

it('lets a method choose its status', async () => {
  const Teardown = () => Promise.reject(new RpcError(status.UNKNOWN, 'nil response for key k'))
  expect(await refusal({ Teardown })).toMatchObject({ code: 2, details: 'nil response for key k' })
})

it('bounds what goes into a header, and keeps it writable', async () => {
  const Teardown = () => {
    throw new RpcError(status.INTERNAL, `\ud800${'x'.repeat(100_000)}`)
  }
  const error = await refusal({ Teardown })
  expect(error).toMatchObject({
    code: status.INTERNAL,
    details: expect.stringMatching(/^\ufffdx{100,2000}…$/),
  })
})

it('keeps what nobody expected for the log', async () => {
  const Teardown = () => {
    throw new Error('secret of the inside')
  }
  expect(await refusal({ Teardown })).toMatchObject({
    code: status.INTERNAL,
    details: 'Teardown failed unexpectedly; the log of the core says more',
  })
  expect(logger.lines).toContain('error: gRPC Teardown failed unexpectedly: secret of the inside')
})

it('streams to the end, and stops asking when the client is gone', async () => {
  const ended = deferred<void>()
  const Subscribe = async function* (_request: unknown, { signal }: { signal: AbortSignal }) {
    try {
      yield { timestamp: '1' }
      yield { timestamp: '2' }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    } finally {
      ended.resolve()
    }
  }
  const client = connect(await serve({ Subscribe }))
  const seen: string[] = []
  for await (const { timestamp } of client.stream('Subscribe', { id: 'e' }, {})) {
    seen.push(timestamp)
    if (timestamp === '2') break
  }
  expect(seen).toEqual(['1', '2'])
  await ended.promise
})

it('tells its health, and of its services by reflection', async () => {
  const server = await serve({})
  const raw = new Client(server.address, credentials.createInsecure())
  open.push(raw)
  const check = (): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const name = Buffer.from(CONTROL.name)
      const request = Buffer.concat([Buffer.from([0x0a, name.length]), name])
      raw.makeUnaryRequest(
        '/grpc.health.v1.Health/Check',
        (bytes: Buffer) => bytes,
        (bytes) => bytes,
        request,
        (error, reply) => (error === null && reply !== undefined ? resolve(reply) : reject(error)),
      )
    })
  expect(await check()).toEqual(Buffer.from([0x08, 1])) // SERVING
  const listServices = Buffer.from([0x3a, 1, 0x2a])
  const reflection = raw.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    (bytes: Buffer) => bytes,
    (bytes) => bytes,
  )
  reflection.end(listServices)
  for await (const reply of reflection) expect(String(reply)).toContain('o2control.Control')
})

it('names the port that is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  open.push(other as unknown as { close(): void })
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const options = {
    services: [],
    host: '127.0.0.1',
    port,
    credentials: ServerCredentials.createInsecure(),
    logger,
  }
  expect(await rejection(() => startGrpcServer(options))).toMatchObject({
    code: 'LISTEN',
    message: `cannot listen on 127.0.0.1:${port}: the port is in use`,
  })
})

it('lets a call come to its end when it closes, but not for ever', async () => {
  const gate = deferred<object>()
  const began: string[] = []
  const server = await serve({
    GetTasks: () => {
      began.push('GetTasks')
      return gate.promise
    },
    Teardown: () => {
      began.push('Teardown')
      return new Promise(() => {})
    },
  })
  const client = connect(server)
  const ends = client.call('GetTasks', {}, { timeoutMs })
  const hangs = client.call('Teardown', {}, { timeoutMs }).catch((error: unknown) => error)
  await until(
    () => began.length === 2,
    () => `only ${began} began`,
  )
  const closed = server.close(500)
  gate.resolve({ tasks: [] })
  expect(await ends).toMatchObject({ tasks: [] })
  await closed
  expect(await hangs).toBeInstanceOf(AliecsError)
  await expect(client.call('GetTasks', {}, { timeoutMs })).rejects.toMatchObject({ code: 'CORE_UNREACHABLE' })
})

function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
