import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AliecsError } from '../../errors.js'
import { ConsulTree, isUnavailable } from '../../settings/consul-tree.js'
import { rejection } from '../helpers/caught.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { describeWithConsul, randomName } from '../helpers/services.js'
import { freePort } from '../services/ports.js'

/** A server that answers every request like this; without status it never answers. */
async function impostor(status?: number, body = '', host = '127.0.0.1') {
  const requests: { url: string | undefined; token: unknown }[] = []
  const server = createServer((request, response) => {
    requests.push({ url: request.url, token: request.headers['x-consul-token'] })
    const contentType = status === 200 ? 'application/json' : 'text/plain'
    if (status !== undefined) response.writeHead(status, { 'content-type': contentType }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { host, port, requests }
}

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
    [500, 'No cluster leader', true],
    [429, 'Too many requests', true],
    [403, 'Permission denied', false],
    [400, 'Bad key', false],
  ])('status %i %j: worth another try: %s', async (status, body, unavailable) => {
    const error = await rejection(async () => new ConsulTree(await impostor(status, body)).get('a'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(isUnavailable(error)).toBe(unavailable)
  })

  it('refuses what is no answer of Consul', async () => {
    const tree = new ConsulTree(await impostor(200, '[{"Key": 7}]'))
    const junk = new ConsulTree(await impostor(200, '<html>'))
    expect(isUnavailable(await rejection(() => junk.get('a')))).toBe(false)
    for (const call of [() => tree.get('a'), () => tree.list('a')]) {
      const error = await rejection(call)
      expect(error.message).toContain('the answer is not one of Consul')
      expect(isUnavailable(error)).toBe(false)
    }
  })

  it('sends its token, and reads consistently where that matters', async () => {
    const server = await impostor(404)
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
    const server = await impostor(404, '', '::1').catch(() => context.skip('no IPv6 on this machine'))
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
