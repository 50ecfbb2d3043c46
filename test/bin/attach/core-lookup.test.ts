import { readFileSync } from 'node:fs'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { expect, it, onTestFinished } from 'vitest'
import { coreLookup } from '../../../bin/attach/core-lookup.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { freePort } from '../../services/ports.js'

const GOLDEN = new URL('../../golden/core/grpc_running.jsonl', import.meta.url)

/** What the Go core answered while its environment was in RUNNING. */
function recordedAnswer(): Buffer {
  const lines = readFileSync(GOLDEN, 'utf8').trimEnd().split('\n')
  const calls = lines.map((line) => JSON.parse(line) as { call: string; responseHex: string })
  return Buffer.from(calls.find(({ call }) => call === 'GetEnvironment')?.responseHex ?? '', 'hex')
}

async function goCore(): Promise<string> {
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
    {
      GetEnvironment: (_call: unknown, reply: (error: null, value: Buffer) => void) =>
        reply(null, recordedAnswer()),
    },
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
  const lookup = coreLookup(await goCore(), new MemoryLogger())
  onTestFinished(() => lookup.close())
  expect(await lookup.lookUp('36Qk4acpaKB')).toMatchObject({
    enterStateTime: '1795401088595',
    runNumber: 4,
    vars: { detectors: '["TPC","ITS"]', run_type: 'PHYSICS', kafka_enabled: 'true' },
  })
})

it('knows nothing, and says why, where no core answers', async () => {
  const logger = new MemoryLogger()
  const lookup = coreLookup(`127.0.0.1:${await freePort()}`, logger)
  onTestFinished(() => lookup.close())
  expect(await lookup.lookUp('36Qk4acpaKB')).toBeNull()
  expect(logger.lines[0]).toContain('tells nothing of environment 36Qk4acpaKB')
})
