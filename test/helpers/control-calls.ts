import { status } from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import { rejection } from './caught.js'
import { type ControlServer, type ControlServerOptions, startControlServer } from './control-server.js'

/** Of one call. */
export const options = { timeoutMs: 60_000 }

/** Ends with the test. */
export async function start(wanted: ControlServerOptions = {}): Promise<ControlServer> {
  const core = await startControlServer(wanted)
  onTestFinished(core.close)
  return core
}

/** On one host, with the workflow of the recordings. @returns the id */
export async function create({ client }: ControlServer, host: string, more = {}): Promise<string> {
  const vars = { hosts: JSON.stringify([host]), ...more }
  const request = { workflowTemplate: 'golden-dataflow', vars }
  const { environment } = await client.call('NewEnvironment', request, options)
  return environment?.id ?? ''
}

/** The status and the sentence that a client sees. */
export async function refusal(call: () => Promise<unknown>): Promise<{ code: string; details: string }> {
  const { cause } = await rejection(call)
  if (!(cause instanceof Error) || !('code' in cause) || !('details' in cause)) throw cause
  return { code: status[Number(cause.code)] ?? '', details: String(cause.details) }
}
