import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { Client, credentials, type ServiceDefinition } from '@grpc/grpc-js'
import { APRICOT, CONTROL } from '../control-api/definitions.js'

/** Interfaces of a core, on loopback. */
export interface Target {
  grpc: number
  page: number
}

/** Input of one kind; sends it, and ends when it is answered or refused. */
export interface HostileInput {
  name: string
  send(target: Target): Promise<void>
}

const MEGABYTE = 'x'.repeat(2 ** 20)
/** Size of the largest request that the core accepts. */
const MOST = 3_500_000
const UNKNOWN_DETECTORS = JSON.stringify(Array.from({ length: MOST / 7 }, () => 'XYZW'))

/** A new environment; where it is made it is destroyed again, so that no round differs from the one before. */
function creation(vars: Record<string, string>, roles = '1'): (target: Target) => Promise<void> {
  const create = unary(CONTROL.definition, 'NewEnvironment', {
    workflowTemplate: 'many',
    vars: { roles, ...vars },
  })
  const destroyAll = unary(CONTROL.definition, 'Teardown', {})
  return async (target) => {
    await create(target)
    await destroyAll(target)
  }
}

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  input(
    'a template name of 1 MB',
    unary(CONTROL.definition, 'NewEnvironment', { workflowTemplate: MEGABYTE }),
  ),
  input('a detector of 1 MB', unary(APRICOT.definition, 'GetHostInventory', { detector: MEGABYTE })),
  input('ids of 1 MB', unary(CONTROL.definition, 'GetEnvironment', { id: MEGABYTE })),
  input('detectors of 3.5 MB', creation({ detectors: UNKNOWN_DETECTORS })),
  input('detectors of 64 kB', creation({ detectors: `["${'X","'.repeat(16_000)}X"]` })),
  input('run_number of 3.5 MB', creation({ run_number: '9'.repeat(MOST) })),
  input('run_number of 64 kB', creation({ run_number: '9'.repeat(65_000) })),
  input('500,000 variables', creation(variables(500_000))),
  input('1,000 variables', creation(variables(990))),
  input(
    '200,000 hosts',
    unary(APRICOT.definition, 'GetDetectorsForHosts', { hosts: Array(200_000).fill('flp-its-1') }),
  ),
  input('10^9 roles by an iterator', creation({}, '1000000000')),
  input('names of the prototype', creation({ ['__proto__']: 'x', constructor: 'y', toString: 'z' })),
  input(
    'a pattern of stars',
    unary(CONTROL.definition, 'GetWorkflowTemplates', { repoPattern: '*?'.repeat(MOST / 2) }),
  ),
  input('1,000 invented stream ids', inventedStreams),
  input(
    'nesting of 1 MB, page',
    post('/api/environments', `{"template":"many","vars":${'['.repeat(10 ** 6)}`),
  ),
  input('a body of 1 MB, page', post('/api/environments', JSON.stringify({ template: MEGABYTE.slice(100) }))),
  input('bytes that are no HTTP, page', ({ page }) => times(100, () => bytes(page, randomBytes(4096)))),
  input('stray bodies, page', ({ page }) =>
    times(100, () => bytes(page, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\nstray body')),
  ),
  input('bytes that are no gRPC', ({ grpc }) => times(100, () => bytes(grpc, randomBytes(4096)))),
]

function input(name: string, send: (target: Target) => Promise<void>): HostileInput {
  return { name, send }
}

function variables(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, '']))
}

async function times(count: number, action: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, action))
}

function unary(
  definition: ServiceDefinition,
  name: string,
  request: object,
): (target: Target) => Promise<void> {
  const method = definition[name]
  if (method === undefined) throw new Error(`no method ${name}`)
  const bytes = method.requestSerialize(request)
  return ({ grpc }) => {
    const client = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure())
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        method.path,
        (raw: Buffer) => raw,
        (raw) => raw,
        bytes,
        () => {
          client.close()
          resolve()
        },
      )
    })
  }
}

/** They stay open as long as the other client, which comes after them, needs for its own stream. */
async function inventedStreams({ grpc }: Target): Promise<void> {
  const client = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure())
  const method = CONTROL.definition['Subscribe']
  if (method === undefined) throw new Error('no method Subscribe')
  const streams = Array.from({ length: 1000 }, (_, index) => {
    const stream = client.makeServerStreamRequest(method.path, method.requestSerialize, (raw) => raw, {
      id: `invented ${index}`,
    })
    stream.on('error', () => {})
    stream.resume()
    return stream
  })
  await unary(CONTROL.definition, 'GetTasks', {})({ grpc, page: 0 })
  for (const stream of streams) stream.cancel()
  client.close()
}

function post(path: string, body: string): (target: Target) => Promise<void> {
  return async ({ page }) => {
    const answer = await fetch(`http://127.0.0.1:${page}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    await answer.arrayBuffer()
  }
}

function bytes(port: number, sent: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(sent))
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => resolve())
  })
}
