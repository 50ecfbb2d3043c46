import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { pageHarness } from '../helpers/page-harness.js'
import { templateWith } from '../helpers/probe-plugin.js'
import { listenTo } from '../helpers/server-sent-events.js'
import { temporaryFile } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'

const TOKEN = 'a-token-of-this-test'

/** A template with calls of the kafka plugin. */
const WITH_KAFKA = templateWith({
  configured: ['PublishEnterStateUpdate', 'enter_CONFIGURED', 'critical: false'],
  running: ['PublishEnterStateUpdate', 'enter_RUNNING', 'critical: false'],
  destroy: ['PublishEnterStateUpdate', 'DESTROY', 'critical: false'],
}).replaceAll('probe.', 'kafka.')

/** With headers that fetch does not let one set. */
function raw(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('environments', () => {
  it('go through a whole life', async () => {
    const { send, manager } = await pageHarness()
    expect((await send('GET', '/api/environments')).body).toEqual([])
    const vars = { hosts: '["flp-its-1","flp-tpc-1"]', run_type: 'COSMICS' }
    const created = await send('POST', '/api/environments', { template: 't', vars })
    expect(created).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^\w{11}$/) } })
    const { id } = created.body
    const summary = async () => (await send('GET', '/api/environments')).body[0]
    await until(
      async () => (await summary())?.allowedTransitions.length > 0,
      () => 'CONFIGURED',
    )
    expect(await summary()).toEqual({
      id,
      state: 'CONFIGURED',
      currentTransition: null,
      runNumber: null,
      runType: 'COSMICS',
      detectors: ['ITS', 'TPC'],
      hosts: 2,
      tasks: 2,
      template: 'probed',
      createdMs: expect.any(Number),
      enteredStateMs: expect.any(Number),
      kafkaEnabled: false,
      kafkaCalls: { ended: 0, failed: 0, lastFailed: false, error: null },
      lastError: null,
      warnings: [],
      allowedTransitions: ['RESET', 'START_ACTIVITY'],
    })
    const control = (transition: string) => send('POST', `/api/environments/${id}/control`, { transition })
    expect(await control('START_ACTIVITY')).toMatchObject({
      status: 200,
      body: { id, state: 'RUNNING', runNumber: 1, error: null },
    })
    const twice = await control('START_ACTIVITY')
    expect(twice.status).toBe(409)
    expect(twice.body.error).toEqual({
      code: 'EVENT_INAPPROPRIATE',
      message: 'START_ACTIVITY is not allowed in RUNNING: allowed is STOP_ACTIVITY',
    })
    expect(manager.environment(id).state).toBe('RUNNING')
    expect((await send('DELETE', `/api/environments/${id}`)).body).toEqual({ id })
    expect((await send('GET', '/api/environments')).body).toEqual([])
  })

  it('are shown with variables, roles, tasks and history', async () => {
    const { send, manager } = await pageHarness({ calls: { note: ['Note', 'enter_CONFIGURED+5'] } })
    const { id } = await manager.create({ template: 't', userVars: { mine: 'x' } })
    const { body } = await send('GET', `/api/environments/${id}`)
    expect(body.userVars).toMatchObject({ mine: 'x', environment_id: id })
    expect(body.effectiveVars).toMatchObject({ mine: 'x', run_type: 'PHYSICS' })
    expect(
      body.roles.map(({ path, depth, kind, state }: Record<string, unknown>) => [depth, path, kind, state]),
    ).toEqual([
      [0, 'probed', 'aggregator', expect.any(String)],
      [1, 'probed.host-flp-mft-1', 'aggregator', 'CONFIGURED'],
      [2, 'probed.host-flp-mft-1.readout', 'task', 'CONFIGURED'],
      [1, 'probed.note', 'call', null],
    ])
    expect(body.roles[3]).toMatchObject({
      func: 'probe.Note()',
      trigger: 'enter_CONFIGURED+5',
      critical: true,
    })
    expect(body.taskList).toMatchObject([{ hostname: 'flp-mft-1', state: 'CONFIGURED', status: 'ACTIVE' }])
    const calls = body.history.filter(({ kind }: { kind: string }) => kind === 'call')
    expect(calls).toMatchObject([
      { name: 'probed.note', detail: 'probe.Note()', transition: 'CONFIGURE', status: 'started' },
      { name: 'probed.note', detail: 'probe.Note()', transition: 'CONFIGURE', status: 'done', error: null },
    ])
  })

  it('say what most likely was not meant', async () => {
    const { send } = await pageHarness()
    const vars = { hosts: '["flp-its-1"]', detectors: '["TPC"]' }
    const { id } = (await send('POST', '/api/environments', { template: 't', vars })).body
    const summary = async () => (await send('GET', '/api/environments')).body[0]
    await until(
      async () => (await summary())?.state === 'CONFIGURED',
      () => 'CONFIGURED',
    )
    expect(await summary()).toMatchObject({
      ...{ id, detectors: ['TPC'], lastError: null },
      warnings: [
        'detectors names TPC, which no host belongs to: hosts are flp-its-1',
        'detectors does not name ITS: flp-its-1 belongs to it',
      ],
    })
  })

  it('say how their calls of the kafka plugin end, also when they are gone', async () => {
    const publisher = new MemoryPublisher()
    const { send, manager } = await pageHarness({
      core: {
        plugins: { kafka: () => new KafkaPlugin({ publisher, logger: new MemoryLogger() }) },
        templates: { t: WITH_KAFKA },
      },
    })
    const { id } = await manager.create({ template: 't' })
    const summary = async () => (await send('GET', `/api/environments/${id}`)).body
    const error = null
    expect(await summary()).toMatchObject({
      ...{ kafkaEnabled: true, lastError: null },
      kafkaCalls: { ended: 1, failed: 0, lastFailed: false, error },
    })
    publisher.answer = { status: 'queued', error: new AliecsError('KFK_BROKER_DOWN', 'nobody answers') }
    await manager.control(id, 'START_ACTIVITY')
    const text = 'kafka.PublishEnterStateUpdate call queued. REASON: nobody answers'
    expect(await summary()).toMatchObject({
      ...{ state: 'RUNNING', lastError: null },
      kafkaCalls: { ended: 2, failed: 1, lastFailed: true, error: text },
    })
    publisher.answer = { status: 'delivered' }
    await manager.control(id, 'STOP_ACTIVITY')
    expect(await summary()).toMatchObject({
      kafkaCalls: { ended: 3, failed: 1, lastFailed: false, error: text },
    })
    publisher.answer = { status: 'failed', error: new AliecsError('KFK_QUEUE_FULL', 'no room') }
    await manager.destroy(id)
    await until(
      async () => (await summary()).gone === true,
      () => 'its end',
    )
    expect(await summary()).toMatchObject({
      ...{ gone: true, kafkaEnabled: true },
      kafkaCalls: { ended: 4, failed: 2, lastFailed: true, error: expect.stringContaining('no room') },
    })
  })

  it('take no transition while one is on its way, their creation among it', async () => {
    const { send, manager } = await pageHarness({ core: { taskTransitionDelayMs: 200 } })
    const { id } = (await send('POST', '/api/environments', { template: 't' })).body
    await until(
      () => manager.findEnvironment(id) !== undefined,
      () => 'the environment',
    )
    const refused = await send('POST', `/api/environments/${id}/control`, { transition: 'DEPLOY' })
    expect(refused.status).toBe(409)
    expect(refused.body.error.message).toMatch(
      /^(CREATE|DEPLOY) of environment \w+ is on its way: wait for its end$/,
    )
  })

  it('say what exists where an id is unknown', async () => {
    const { send, manager } = await pageHarness()
    const { id } = await manager.create({ template: 't' })
    const message = `no environment with id nobody: there is ${id}`
    const error = { code: 'ENVIRONMENT_UNKNOWN', message }
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/control'],
    ] as const) {
      const body = path === '' ? undefined : { transition: 'RESET' }
      expect(await send(method, `/api/environments/nobody${path}`, body)).toMatchObject({
        status: 404,
        body: { error },
      })
    }
  })

  it('are refused with every reason, and nothing is made', async () => {
    const { send, events } = await pageHarness()
    const refused = async (body: unknown): Promise<string> => {
      const { status, body: answer } = await send('POST', '/api/environments', body)
      expect([400, 404]).toContain(status)
      return answer.error.message
    }
    expect(await refused({ template: 'x' })).toBe('no workflow template x; there is: t')
    expect(await refused({ template: 't', vars: { a: true, b: 'fine', c: 1 }, more: 1 })).toBe(
      'body.vars.a: expected string, got true\nbody.vars.c: expected string, got 1\nbody: expected nothing else, got more',
    )
    expect(await refused({ vars: {} })).toBe('body.template: expected string, got nothing')
    expect(await refused('{"template":')).toMatch(/not valid JSON/)
    expect(await refused('[]')).toBe('body: expected object, got []')
    expect(events).toEqual([])
  })
})

describe('the stream', () => {
  it('tells of everything, in order, and of what was missed', async () => {
    const { server, manager } = await pageHarness()
    const first = await listenTo(`${server.url}/api/stream`)
    expect(first.response.headers.get('content-type')).toBe('text/event-stream')
    expect(first.response.headers.get('content-security-policy')).toContain("default-src 'self'")
    const { id } = await manager.create({ template: 't' })
    await until(
      () => first.events.some(({ event, data }) => event === 'environment' && data.state === 'CONFIGURED'),
      () => JSON.stringify(first.events),
    )
    expect(first.events[0]).toMatchObject({ event: 'reset', data: {} })
    const steps = first.events.filter(({ event, data }) => event === 'happening' && data.kind === 'step')
    expect(steps.map(({ data }) => `${data.transition} ${data.name} ${data.status}`).slice(-2)).toEqual([
      'CONFIGURE after_CONFIGURE started',
      'CONFIGURE after_CONFIGURE done',
    ])
    first.end()
    await first.ended
    const last = first.events.at(-1)?.id ?? ''
    await manager.destroy(id)
    const second = await listenTo(`${server.url}/api/stream`, { 'last-event-id': last })
    await until(
      () => second.events.some(({ event }) => event === 'environment-gone'),
      () => JSON.stringify(second.events),
    )
    expect(second.events.map(({ event }) => event)).not.toContain('reset')
    expect(second.events.find(({ event }) => event === 'environment-gone')?.data).toEqual({
      id,
      timestampMs: expect.any(Number),
      error: null,
    })
  })

  it('says why an environment could not be made', async () => {
    const { server, send } = await pageHarness()
    const { events } = await listenTo(`${server.url}/api/stream`)
    const { id } = (
      await send('POST', '/api/environments', { template: 't', vars: { hosts: '["nowhere"]' } })
    ).body
    await until(
      () => events.some(({ event }) => event === 'environment-gone'),
      () => JSON.stringify(events),
    )
    const gone = events.find(({ event }) => event === 'environment-gone')
    expect(gone?.data).toMatchObject({
      id,
      error: expect.stringContaining('detector not found for host nowhere'),
    })
    const steps = events.filter(({ event }) => event === 'happening').map(({ data }) => data.name)
    expect([steps[0], steps.at(-1)]).toEqual(['starting', 'failed'])
    const { status, body } = await send('GET', `/api/environments/${id}`)
    expect({ status, ...body }).toMatchObject({
      ...{ status: 200, id, state: 'ERROR', gone: true, roles: [], allowedTransitions: [] },
      lastError: expect.stringContaining('detector not found for host nowhere'),
    })
    expect(body.history.at(-1)).toMatchObject({ kind: 'creation', name: 'failed' })
    expect((await send('GET', '/api/environments')).body).toEqual([])
  })

  it('are kept for a while after they are gone, with their history; the latest fifty', async () => {
    const { manager, send } = await pageHarness()
    const ids: string[] = []
    for (let index = 0; index <= 50; index++) {
      const { id } = await manager.create({ template: 't', userVars: { detectors: '["ITS"]' } })
      await manager.destroy(id)
      ids.push(id)
    }
    const answers = await Promise.all(ids.map((id) => send('GET', `/api/environments/${id}`)))
    expect(answers.map(({ status }) => status)).toEqual([404, ...ids.slice(1).map(() => 200)])
    const last = answers.at(-1)?.body
    expect(last).toMatchObject({
      ...{ id: ids.at(-1), state: 'DONE', gone: true, detectors: ['ITS'], template: 'probed' },
      ...{ currentTransition: null, lastError: null, allowedTransitions: [] },
    })
    expect(last.history.at(-1)).toMatchObject({ kind: 'teardown', name: 'complete' })
    const refused = await send('POST', `/api/environments/${last.id}/control`, { transition: 'RESET' })
    expect(refused.status).toBe(404)
  })

  it('ends when the server does', async () => {
    const { server } = await pageHarness()
    const { ended } = await listenTo(`${server.url}/api/stream`)
    await server.close()
    await expect(ended).resolves.toBeUndefined()
  })
})

describe('what is not for others', () => {
  it('requests from other pages and for other hosts are refused', async () => {
    const { send, server, events } = await pageHarness({ server: { hosts: ['Core.example'] } })
    const body = { template: 't' }
    for (const origin of [
      'http://evil.example',
      'null',
      'http://127.0.0.1:1',
      server.url.replace('127.0.0.1', 'localhost'),
    ]) {
      const refused = await send('POST', '/api/environments', body, { origin })
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'ORIGIN_REFUSED' } } })
    }
    for (const site of ['cross-site', 'same-site']) {
      const refused = await send('GET', '/api/info', undefined, { 'sec-fetch-site': site })
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'ORIGIN_REFUSED' } } })
    }
    for (const site of ['same-origin', 'none']) {
      expect((await send('GET', '/api/info', undefined, { 'sec-fetch-site': site })).status).toBe(200)
    }
    expect((await send('GET', '/api/info', undefined, { origin: server.url })).status).toBe(200)
    const url = `${server.url}/healthz`
    for (const host of ['evil.example', '10.0.0.1', '127.0.0.1.evil.example', 'a b']) {
      expect(`${host}: ${await raw(url, { host })}`).toMatch(/: 40[03]$/)
    }
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1:9', '[::1]:1', 'core.example:443']) {
      expect(`${host}: ${await raw(url, { host })}`).toBe(`${host}: 200`)
    }
    expect(events).toEqual([])
  })

  it('with a token, everything but the page and its health asks for it', async () => {
    const { send } = await pageHarness({ server: { token: TOKEN } })
    const authorization = `Bearer ${TOKEN}`
    for (const path of ['/api/info', '/api/stream', '/api/nothing', '/metrics', '/openapi.json']) {
      const refused = await send('GET', path)
      expect(refused).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } })
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    }
    for (const wrong of ['Bearer', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, `Basic ${TOKEN}`]) {
      expect((await send('GET', '/api/info', undefined, { authorization: wrong })).status).toBe(401)
    }
    for (const path of ['/api/info', '/metrics', '/openapi.json']) {
      expect((await send('GET', path, undefined, { authorization })).status).toBe(200)
    }
    expect((await send('GET', '/healthz')).status).toBe(200)
    expect((await send('GET', '/readyz')).status).toBe(200)
  })

  it('beyond loopback, addresses are fine and names are not', async () => {
    const { server } = await pageHarness({ server: { bindAddress: '0.0.0.0', token: TOKEN } })
    const url = `http://127.0.0.1:${new URL(server.url).port}/healthz`
    expect(await raw(url, { host: '192.0.2.7:80' })).toBe(200)
    expect(await raw(url, { host: 'evil.example' })).toBe(403)
  })

  it('a body of more than 1 MiB and other types than JSON are refused', async () => {
    const { send } = await pageHarness()
    const large = { template: 't', vars: { a: 'x'.repeat(1024 * 1024) } }
    expect(await send('POST', '/api/environments', large)).toMatchObject({
      status: 413,
      body: { error: { code: 'TOO_LARGE', message: 'body: expected at most 1 MiB' } },
    })
    const text = await send('POST', '/api/environments', '{}', { 'content-type': 'text/plain' })
    expect(text).toMatchObject({
      status: 415,
      body: { error: { message: 'content-type: expected application/json, got "text/plain"' } },
    })
  })

  it('ten thousand malformed requests are refused, and it lives', async () => {
    const { server, send, pageLogger } = await pageHarness()
    const { port } = new URL(server.url)
    const bad = [
      'GET / HTTP/9.9\r\n\r\n',
      '\u0000\u0001\u0002\u0003\r\n\r\n',
      'POST /api/environments HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      'POST /api/environments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\n{{{{',
    ]
    const attempt = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = ''
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
        socket.on('data', (data) => {
          answer += data.toString()
        })
        socket.on('error', () => resolve(answer))
        socket.on('close', () => resolve(answer))
      })
    const statuses = new Set<string>()
    for (let count = 0; count < 10_000; count += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => attempt(bad[(count + index) % bad.length] ?? '')),
      )
      for (const answer of answers) statuses.add(answer.split(' ')[1] ?? 'none')
    }
    expect([...statuses].filter((status) => !/^4\d\d$/.test(status))).toEqual([])
    expect((await send('GET', '/healthz')).body).toEqual({ status: 'ok' })
    expect(pageLogger.lines.filter((line) => !line.includes('not built'))).toEqual([])
  })

  it('who asks too often has to wait', async () => {
    const { send } = await pageHarness()
    const statuses: number[] = []
    while (statuses.length < 1300 && !statuses.includes(429))
      statuses.push((await send('GET', '/api/info')).status)
    expect(statuses).toContain(429)
    expect((await send('GET', '/metrics')).status).toBe(200)
  })
})

describe('the rest', () => {
  it('health, readiness, figures and OpenAPI', async () => {
    const { send, manager } = await pageHarness({ unready: ['the connection to Kafka is CONNECTING'] })
    await manager.create({ template: 't' })
    expect(await send('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not ready', reasons: ['the connection to Kafka is CONNECTING'] },
    })
    expect((await send('GET', '/metrics')).body).toContain('aliecs_environments{state="CONFIGURED"} 1')
    const { paths } = (await send('GET', '/openapi.json')).body
    expect(Object.keys(paths).sort()).toEqual([
      '/api/environments',
      '/api/environments/{id}',
      '/api/environments/{id}/control',
      '/api/info',
      '/api/kafka',
      '/api/records',
      '/api/runs',
      '/api/stream',
      '/api/templates',
      '/healthz',
      '/metrics',
      '/readyz',
    ])
    expect((await send('GET', '/api/info')).body).toMatchObject({
      instanceName: 'harness',
      detectors: { active: ['MFT'] },
    })
    expect((await send('GET', '/api/templates')).body).toMatchObject([{ reference: 'repo/workflows/t@main' }])
    expect((await send('GET', '/api/kafka')).body).toMatchObject({
      connectionState: 'SHUTDOWN',
      latency: null,
    })
    expect((await send('GET', '/api/runs')).body).toEqual([])
    const { error } = (await send('GET', '/api/records?limit=0&what=1')).body
    expect(error.message).toMatch(
      /^querystring\.limit: .*>=1, got "0"\nquerystring: expected nothing else, got what$/,
    )
  })

  it('serves the page as it was built, and says so where it was not', async () => {
    const built = await pageHarness({
      server: { folder: temporaryFile('index.html', '<h1>built</h1>').replace(/\/[^/]*$/, '') },
    })
    const { body, headers } = await built.send('GET', '/')
    expect(body).toBe('<h1>built</h1>')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect((await built.send('GET', '/../package.json')).status).toBe(404)
    const bare = await pageHarness()
    expect(await bare.send('GET', '/')).toMatchObject({
      status: 503,
      body: expect.stringContaining('make build'),
    })
    const warning =
      'warn: the page is not built: in a checkout, make build; its API and the metrics are there'
    expect(bare.pageLogger.lines).toContain(warning)
    expect(built.pageLogger.lines).not.toContain(warning)
  })

  it('takes nothing new while the core is shutting down, and still tells', async () => {
    const { server, send } = await pageHarness()
    server.drain()
    expect(await send('POST', '/api/environments', { template: 't' })).toMatchObject({
      status: 503,
      body: { error: { code: 'CORE_CLOSING' } },
    })
    expect((await send('GET', '/api/environments')).status).toBe(200)
  })

  it('an address that is taken is an error that names it', async () => {
    const { server } = await pageHarness()
    const port = Number(new URL(server.url).port)
    const error = await rejection(() => pageHarness({ server: { port } }))
    expect(error).toMatchObject({ code: 'LISTEN' })
    expect(error.message).toContain(`127.0.0.1:${port} (pageBindAddress, pagePort)`)
  })

  it('what goes wrong inside is logged, and not told', async () => {
    const { send, feed, pageLogger } = await pageHarness()
    feed.runs = () => {
      throw new Error('secret')
    }
    const { status, body } = await send('GET', '/api/runs')
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(pageLogger.lines.filter((line) => !line.includes('not built'))).toEqual([
      'error: GET /api/runs: secret',
    ])
  })
})
