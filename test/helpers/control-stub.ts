import { readFileSync } from 'node:fs'
import { ServerCredentials } from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import type { ControlHandlers } from '#generated/grpc/o2control/Control.js'
import { CONTROL } from '../../control-api/definitions.js'
import { startGrpcServer } from '../../control-api/server.js'
import type { ServiceMethods } from '../../control-api/service.js'
import { MemoryLogger } from './memory-logger.js'

export type ControlMethods = ServiceMethods<ControlHandlers>

/** A gRPC server with these methods and nothing behind them. @returns `host:port` */
export async function controlStub(methods: ControlMethods): Promise<string> {
  const server = await startGrpcServer({
    services: [{ definition: CONTROL, implementation: methods }],
    host: '127.0.0.1',
    port: 0,
    credentials: ServerCredentials.createInsecure(),
    logger: new MemoryLogger(),
  })
  onTestFinished(() => server.close(0))
  return server.address
}

interface RecordedCall {
  call: string
  request: Record<string, unknown>
  response: object
}

/** One that answers as the original core did when it was asked at this moment; for each method the first answer. */
export function recordedControl(moment: string, methods: ControlMethods = {}): Promise<string> {
  const file = new URL(`../golden/core/grpc_${moment}.jsonl`, import.meta.url)
  const calls = readFileSync(file, 'utf8').trimEnd().split('\n')
  const recorded = new Map<string, () => object>()
  for (const line of calls) {
    const { call, response }: RecordedCall = JSON.parse(line)
    if (!recorded.has(call)) recorded.set(call, () => response)
  }
  return controlStub({ ...Object.fromEntries(recorded), ...methods })
}
