/**
 * Whether a request needed the token was decided by its address as it was written. The router decodes the address first:
 * `/%61pi/info` was answered to everybody.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pageHarness } from '../helpers/page-harness.js'
import { temporaryFolder } from '../helpers/temporary.js'

const TOKEN = 'a-token-of-this-test'

/** Unlike fetch, leaves the path as it is. */
function statusOf(url: string, method: string, path: string, headers = {}): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

function builtPage(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets', 'page.js'), '')
  return folder
}

it.each([
  ['GET', '/api/info'],
  ['GET', '/%61pi/info'],
  ['GET', '/ap%69/records'],
  ['GET', '/%61pi/stream'],
  ['DELETE', '/%61pi/environments/x'],
  ['GET', '/%6detrics'],
  ['GET', '/open%61pi.json'],
])('%s %s without the token is refused', async (method, path) => {
  const { server } = await pageHarness({ server: { token: TOKEN, folder: builtPage() } })
  expect(await statusOf(server.url, method, path)).toBe(401)
})

it('the page itself and its health need none', async () => {
  const { server } = await pageHarness({ server: { token: TOKEN, folder: builtPage() } })
  for (const path of ['/', '/index.html', '/assets/page.js', '/healthz', '/readyz']) {
    expect([path, await statusOf(server.url, 'GET', path)]).toEqual([path, 200])
  }
})

it('tokens cannot be tried without end, at the figures neither', async () => {
  const { server } = await pageHarness({ server: { token: TOKEN } })
  const attempt = (_: unknown, index: number) =>
    statusOf(server.url, 'GET', '/metrics', { authorization: `Bearer ${index}` })
  const statuses = await Promise.all(Array.from({ length: 700 }, attempt))
  expect(statuses.filter((status) => status === 401)).toHaveLength(600)
  expect(statuses.filter((status) => status === 429)).toHaveLength(100)
})
