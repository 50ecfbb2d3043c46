import { expect, it, onTestFinished } from 'vitest'
import { AttachFigures } from '../../attach/attach-figures.js'
import { serveStatus } from '../../attach/status-server.js'
import { rejection } from '../helpers/caught.js'

async function served() {
  const figures = new AttachFigures()
  const server = await serveStatus({ host: '127.0.0.1', port: 0 }, figures)
  onTestFinished(() => server.close())
  return { figures, url: server.url }
}

it('is healthy always, and ready once it follows or stands by', async () => {
  const { figures, url } = await served()
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  for (const status of ['standby', 'following'] as const) {
    figures.status = status
    const answer = await fetch(`${url}/readyz?x=1`)
    expect([answer.status, await answer.json()]).toEqual([200, { status }])
  }
})

it('has the reason of a failed session until one works again', async () => {
  const { figures, url } = await served()
  figures.failed('no broker of a:1 can be reached')
  const answer = await fetch(`${url}/readyz`)
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'connecting', reasons: ['no broker of a:1 can be reached'] },
  ])
  figures.status = 'standby'
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'standby' })
})

it('counts what happens, over all sessions', async () => {
  const { figures, url } = await served()
  const counters = {
    ...{ reordered: 2, gaps: 0, dropped: 0, late: 0, incomplete: 0 },
    ...{ missed: 0, listRepairs: 0, strangers: 0, orphans: 0 },
  }
  const first = figures.shareBegins('all')
  first.faults(counters)
  first.faults({ ...counters, reordered: 3 })
  figures.shareEnds('all')
  const second = figures.shareBegins('all')
  second.faults(counters)
  Object.assign(second, { environments: 4, running: 2 })
  figures.written(['aliecs.env_state.RUNNING'], 0.004)
  const text = await (await fetch(`${url}/metrics`)).text()
  expect(text).toContain('aliecs_attach_source_faults_total{kind="reordered"} 5')
  expect(text).toContain('aliecs_attach_records_total{topic="aliecs.env_state.RUNNING"} 1')
  expect(text).toContain('aliecs_attach_latency_seconds_bucket{le="0.005"} 1')
  expect(text).toContain('aliecs_attach_environments{share="all"} 4')
  expect(text).toContain('aliecs_attach_running{share="all"} 2')
  expect(text).toContain('aliecs_attach_status{status="catching-up"} 1')
})

it('says which address is taken', async () => {
  const { url } = await served()
  const port = Number(new URL(url).port)
  const error = await rejection(() => serveStatus({ host: '127.0.0.1', port }, new AttachFigures()))
  expect(error).toMatchObject({ code: 'LISTEN', message: expect.stringContaining(`127.0.0.1:${port}`) })
})

it('says what there is where there is nothing', async () => {
  const { url } = await served()
  const answer = await fetch(url)
  expect([answer.status, await answer.text()]).toEqual([404, '/metrics, /healthz and /readyz are here\n'])
})
