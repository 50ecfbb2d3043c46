import { readFileSync } from 'node:fs'
import { Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js'
import { expect, it, onTestFinished } from 'vitest'
import { coreLookup } from '../../../bin/attach/core-lookup.js'
import { startControlServer } from '../../helpers/control-server.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { freePort } from '../../services/ports.js'

const LIMIT = { timeoutMs: 5000 }
const GOLDEN = new URL('../../golden/core/grpc_running.jsonl', import.meta.url)

/** What the Go core answered while its environment was in RUNNING. */
function recordedAnswer(): Buffer {
  const lines = readFileSync(GOLDEN, 'utf8').trimEnd().split('\n')
  const calls = lines.map((line) => JSON.parse(line) as { call: string; responseHex: string })
  return Buffer.from(calls.find(({ call }) => call === 'GetEnvironment')?.responseHex ?? '', 'hex')
}

type Reply = (error: Partial<ServiceError> | null, value?: Buffer) => void

async function goCore(answer: (reply: Reply) => void): Promise<string> {
  const server = new Server()
  const bytes = (value: Buffer): Buffer => value
  const method = { path: '/o2control.Control/GetEnvironment', requestStream: false, responseStream: false }
  const codec = {
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  }
  server.addService(
    { GetEnvironment: { ...method, ...codec } },
    { GetEnvironment: (_call: unknown, reply: Reply) => answer(reply) },
  )
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  onTestFinished(() => server.forceShutdown())
  return `127.0.0.1:${port}`
}

it('learns from a Go core what the messages are made of', async () => {
  const lookup = coreLookup(await goCore((reply) => reply(null, recordedAnswer())))
  onTestFinished(() => lookup.close())
  expect(await lookup.lookUp('36Qk4acpaKB', LIMIT)).toMatchObject({
    state: 'RUNNING',
    enterStateTime: '1795401088595',
    runNumber: 4,
    vars: { detectors: '["TPC","ITS"]', run_type: 'PHYSICS', kafka_enabled: 'true' },
  })
})

it('knows nothing of an environment that the core does not know', async () => {
  const error = { code: status.NOT_FOUND, details: 'environment not found: 36Qk4acpaKB' }
  const lookup = coreLookup(await goCore((reply) => reply(error)))
  onTestFinished(() => lookup.close())
  expect(await lookup.lookUp('36Qk4acpaKB', LIMIT)).toBeNull()
})

it.each([
  ['no core answers', async () => `127.0.0.1:${await freePort()}`, 'CORE_UNREACHABLE'],
  ['the core takes too long', () => goCore(() => {}), 'CORE_TIMEOUT'],
  ['the core refuses', () => goCore((reply) => reply({ code: status.INTERNAL })), 'CORE_REFUSED'],
])('says why it knows nothing where %s', async (_what, address, code) => {
  const lookup = coreLookup(await address())
  onTestFinished(() => lookup.close())
  await expect(lookup.lookUp('36Qk4acpaKB', { timeoutMs: 300 })).rejects.toMatchObject({ code })
})

it('says at once whether the core is there', async () => {
  const core = await startControlServer()
  onTestFinished(() => core.close())
  const logger = new MemoryLogger()
  const nobody = `127.0.0.1:${await freePort()}`
  for (const address of [core.server.address, nobody]) {
    const lookup = coreLookup(address)
    onTestFinished(() => lookup.close())
    await lookup.greet(logger)
  }
  expect(logger.lines).toEqual([
    `info: asks the core at ${core.server.address} for what events do not tell`,
    expect.stringContaining(`warn: --core: no AliECS core answers at ${nobody}: `),
  ])
})
