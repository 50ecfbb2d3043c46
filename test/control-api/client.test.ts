import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { rejection } from '../helpers/caught.js'
import { controlStub } from '../helpers/control-stub.js'

function connect(address: string): ControlClient {
  const client = connectControl(address)
  onTestFinished(() => client.close())
  return client
}

it('names the address where nobody answers', async () => {
  const client = connect('127.0.0.1:1')
  expect(await rejection(() => client.call('GetTasks', {}, { timeoutMs: 20_000 }))).toMatchObject({
    code: 'CORE_UNREACHABLE',
    message: expect.stringMatching(/^no AliECS core answers at 127\.0\.0\.1:1: /),
  })
})

it('says of one without a certificate that it has none', async () => {
  const plaintext = await controlStub({})
  const client = connectControl(plaintext.replace('127.0.0.1', 'localhost'), { tls: true })
  onTestFinished(() => client.close())
  expect(await rejection(() => client.call('GetTasks', {}, { timeoutMs: 20_000 }))).toMatchObject({
    code: 'CORE_UNREACHABLE',
    message: expect.stringMatching(/^no AliECS core answers at localhost:\d+: it does not speak TLS$/),
  })
})

it('waits no longer than its time, for one who takes the connection and says nothing too', async () => {
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  onTestFinished(() => {
    silent.close()
  })
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : 0
  const client = connect(`127.0.0.1:${port}`)
  expect(await rejection(() => client.call('GetTasks', {}, { timeoutMs: 300 }))).toMatchObject({
    code: 'CORE_TIMEOUT',
    message: `127.0.0.1:${port} did not answer GetTasks within 300 ms; the core may still be at it`,
  })
})

it('gives up where it is told to', async () => {
  const client = connect(await controlStub({ GetTasks: () => new Promise(() => {}) }))
  const calls = [new AbortController(), new AbortController()]
  calls[0]?.abort()
  const ends = calls.map(({ signal }) =>
    rejection(() => client.call('GetTasks', {}, { timeoutMs: 60_000, signal })),
  )
  calls[1]?.abort()
  for (const end of ends) expect(await end).toMatchObject({ code: 'CORE_REFUSED', cause: { code: 1 } })
})

it('ends a stream without an error where it is told to', async () => {
  const client = connect(
    await controlStub({
      Subscribe: async function* (_request, { signal }) {
        yield { timestamp: 1 }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }),
  )
  const told = new AbortController()
  const seen: string[] = []
  for await (const { timestamp } of client.stream('Subscribe', { id: 'x' }, { signal: told.signal })) {
    seen.push(timestamp)
    told.abort()
  }
  expect(seen).toEqual(['1'])
})
