import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AliecsError } from '../../errors.js'
import { ConsulTree, isUnavailable } from '../../settings/consul-tree.js'
import { rejection } from '../helpers/caught.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { describeWithConsul, randomName } from '../helpers/services.js'
import { freePort } from '../services/ports.js'

interface Answer {
  body?: string
  type?: string
  /** Headers of a Consul. @default {} */
  headers?: Record<string, string>
  host?: string
}

/** A server that answers every request like this; without status it never answers. */
async function impostor(
  status?: number,
  { body = '', type = '', headers = {}, host = '127.0.0.1' }: Answer = {},
) {
  const requests: { url: string | undefined; token: unknown }[] = []
  const server = createServer((request, response) => {
    requests.push({ url: request.url, token: request.headers['x-consul-token'] })
    const all = { ...headers, ...(type === '' ? {} : { 'content-type': type }) }
    if (status !== undefined) response.writeHead(status, all).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { host, port, requests }
}

/** Header of every answer of Consul to a read. */
const INDEX = { 'x-consul-index': '12' }

describe('ConsulTree without Consul', () => {
  it('names address and key, and can be tried again', async () => {
    const port = await freePort()
    const error = await rejection(() => new ConsulTree({ host: 'localhost', port }).get('o2/a'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE', cause: expect.any(Error) })
    expect(error.message).toMatch(`Consul at localhost:${port}: cannot read o2/a: `)
    expect(error.message).toContain('ECONNREFUSED')
    expect(isUnavailable(error)).toBe(true)
  })

  it('waits for an answer no longer than told', async () => {
    const tree = new ConsulTree(await impostor(), { requestTimeoutMs: 50 })
    for (const call of [
      () => tree.get('a'),
      () => tree.getConsistent('a'),
      () => tree.list('a'),
      () => tree.compareAndSet('a', 'b', 0),
    ]) {
      const error = await rejection(call)
      expect(error.message).toMatch(/cannot (read|write) a\/?: request timed out \(50ms\)$/)
      expect(isUnavailable(error)).toBe(true)
    }
  })

  it.each([
    [500, 'No cluster leader', true, 'status 500: No cluster leader'],
    [429, 'Too many requests', true, 'status 429: Too many requests'],
    [
      403,
      'Permission denied',
      false,
      "refused by Consul's access control: Permission denied; the token in the variable CONSUL_HTTP_TOKEN needs this right",
    ],
    [400, 'Bad key', false, 'status 400: Bad key'],
  ])('status %i %j: worth another try: %s', async (status, body, unavailable, reason) => {
    const error = await rejection(async () =>
      new ConsulTree(await impostor(status, { body, type: 'text/plain' })).get('a'),
    )
    expect(error).toMatchObject({
      code: 'SETTINGS_SOURCE',
      message: expect.stringMatching(/: cannot read a: /),
    })
    expect(error.message.replace(/^.*: cannot read a: /, '')).toBe(reason)
    expect(isUnavailable(error)).toBe(unavailable)
  })

  it('sends its token, and reads consistently where that matters', async () => {
    const server = await impostor(404, { headers: INDEX })
    const tree = new ConsulTree(server, { token: 'letmein' })
    expect(await tree.get('o2/a')).toBeUndefined()
    expect(await tree.getConsistent('o2/a')).toBeUndefined()
    expect(await tree.list('o2/a')).toEqual({})
    expect(server.requests).toEqual([
      { url: '/v1/kv/o2%2Fa', token: 'letmein' },
      { url: '/v1/kv/o2%2Fa?consistent=1', token: 'letmein' },
      { url: '/v1/kv/o2%2Fa%2F?recurse=true', token: 'letmein' },
    ])
  })

  it('reaches an IPv6 address', async (context) => {
    const server = await impostor(404, { headers: INDEX, host: '::1' }).catch(() =>
      context.skip('no IPv6 on this machine'),
    )
    const tree = new ConsulTree(server)
    expect(tree.uri).toBe(`consul://[::1]:${server.port}`)
    expect(await tree.get('o2/a')).toBeUndefined()
  })

  it('does not take the errors of others for an absent Consul', () => {
    expect(isUnavailable(new Error('x'))).toBe(false)
    expect(isUnavailable(new AliecsError('SETTINGS_SOURCE', 'no such key'))).toBe(false)
  })
})

describeWithConsul('ConsulTree', (address) => {
  const tree = () => {
    const [host = '', port] = address().split(':')
    return new ConsulTree({ host, port: Number(port) })
  }

  it('reads values as they are, empty ones too', async () => {
    const put = consulKeys(address())
    const folder = randomName('o2/test')
    await put(`${folder}/text`, ' grüße\n\n')
    await put(`${folder}/empty`, '')
    expect(await tree().get(`${folder}/text`)).toBe(' grüße\n\n')
    expect(await tree().get(`${folder}/empty`)).toBe('')
    expect(await tree().get(`${folder}/absent`)).toBeUndefined()
    expect(await tree().get(folder)).toBeUndefined()
  })

  it('lists what is below a folder, not beside it', async () => {
    const put = consulKeys(address())
    const folder = randomName('o2/test')
    await put(`${folder}/`, '')
    await put(`${folder}/a`, '1')
    await put(`${folder}/b/c`, '2')
    await put(`${folder}/empty/`, '')
    await put(`${folder}-2/d`, '3')
    const expected = { a: '1', 'b/c': '2', 'empty/': '' }
    expect(await tree().list(folder)).toEqual(expected)
    expect(await tree().list(`${folder}/`)).toEqual(expected)
    expect(await tree().list(`${folder}/absent`)).toEqual({})
  })

  it('writes only if nobody wrote since', async () => {
    const put = consulKeys(address())
    const key = randomName('o2/test')
    expect(await tree().getConsistent(key)).toBeUndefined()
    expect(await tree().compareAndSet(key, '1', 0)).toBe(true)
    expect(await tree().compareAndSet(key, 'again', 0)).toBe(false)
    const first = await tree().getConsistent(key)
    expect(first).toMatchObject({ value: '1' })
    await put(key, '2')
    expect(await tree().compareAndSet(key, '3', first?.version ?? 0)).toBe(false)
    expect(await tree().get(key)).toBe('2')
  })

  it('says where a key stands', () => {
    expect(tree().describe('o2/a')).toBe('consul:o2/a')
    expect(tree().uri).toBe(`consul://${address()}`)
  })
})
