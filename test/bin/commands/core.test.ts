import { describe, expect, it } from 'vitest'
import { runCli } from '../../helpers/cli.js'
import { startDaemonProcess } from '../../helpers/daemon-process.js'
import { readRecords } from '../../helpers/read-records.js'
import { describeWithKafka } from '../../helpers/services.js'
import { temporaryFolder } from '../../helpers/temporary.js'
import { until } from '../../helpers/until.js'

function startDaemon(...args: string[]) {
  const daemon = startDaemonProcess('file://examples/settings.yaml', ...args)
  // biome-ignore lint/suspicious/noExplicitAny: as each test expects it
  const api = async (path: string, body?: object): Promise<any> => {
    const json = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    return (await fetch(`${daemon.addressOf('page')}${path}`, body === undefined ? {} : json)).json()
  }
  return { ...daemon, api }
}

describe('core', () => {
  it('serves gRPC, the page, health and figures, and ends at once with nothing to do', async () => {
    const { child, ready, api, addressOf, log } = startDaemon('--embedded-broker')
    await ready()
    const control = addressOf('control')
    expect(control).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(addressOf('configuration')).toMatch(/^127\.0\.0\.1:\d+$/)
    await until(
      async () => (await api('/readyz')).status === 'ready',
      () => 'ready',
    )
    const { addresses, detectors } = await api('/api/info')
    expect(addresses).toEqual({ control, apricot: addressOf('configuration'), page: addressOf('page') })
    expect(detectors).toMatchObject({ all: ['FDD', 'ITS', 'MFT', 'TPC'], active: [] })
    const list = await runCli(['env', 'list', '--core', control, '--json'])
    expect({ exitCode: list.exitCode, ...JSON.parse(list.stdout) }).toMatchObject({
      exitCode: 0,
      environments: [],
    })
    child.kill('SIGTERM')
    expect((await child).exitCode).toBe(143)
    expect(log()).toMatch(/shutting down: no environment is left/)
  })

  it('asks for a token beyond loopback, and prints it once', async () => {
    const { child, ready, addressOf, log } = startDaemon(
      ...['--embedded-broker', '--page-bind-address', '0.0.0.0', '--log-level', 'info'],
    )
    await ready()
    await until(
      () => log().includes('#token='),
      () => log(),
    )
    const [, token = ''] = /#token=(\S+)/.exec(log()) ?? []
    const url = `http://127.0.0.1:${new URL(addressOf('page')).port}/api/info`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    child.kill('SIGINT')
    expect((await child).exitCode).toBe(130)
  })

  it('a second one on the same ports tells nobody of itself', async () => {
    const { ready, addressOf } = startDaemon('--embedded-broker')
    await ready()
    const port = addressOf('control').split(':')[1] ?? ''
    const settings = ['-c', 'file://examples/settings.yaml', '--core-working-dir', temporaryFolder()]
    const second = await runCli([
      'core',
      ...settings,
      '--embedded-broker',
      '--control-port',
      port,
      '--page-port',
      '0',
    ])
    expect(second.exitCode).toBe(1)
    const text = `error: cannot listen on 127.0.0.1:${port} (grpcBindAddress, default; controlPort, flag --control-port): the port is in use`
    expect(second.stderr).toContain(text)
    expect(second.stderr).not.toContain('connected to Kafka')
  })

  it('refuses a short token, without showing it', async () => {
    const token = ['--page-token', 'hunter2']
    const { exitCode, stderr } = await runCli(['core', '-c', 'file://examples/settings.yaml', ...token])
    expect(exitCode).toBe(2)
    expect(stderr).toBe(
      'error: pageToken (flag --page-token): expected at least 16 characters without blanks, or nothing, got 7 characters',
    )
  })
})

describeWithKafka('core, ended by SIGTERM in the middle of a run', (brokers) => {
  it('stops it: consumers get their EOR, and the page was told', async () => {
    const { child, ready, api, log } = startDaemon('--kafka-endpoint', brokers())
    await ready()
    const { id } = await api('/api/environments', {
      template: 'readout-dataflow',
      vars: { hosts: '["flp-its-1"]' },
    })
    await until(
      async () => (await api('/api/environments'))[0]?.allowedTransitions.includes('START_ACTIVITY'),
      () => log(),
    )
    const { runNumber } = await api(`/api/environments/${id}/control`, { transition: 'START_ACTIVITY' })
    const mine = ({ environmentId }: { environmentId: string }) => environmentId === id
    await until(
      async () => (await api('/api/runs')).some(mine),
      () => log(),
    )
    expect((await api('/api/runs')).find(mine)).toMatchObject({ runNumber, detectors: ['ITS'], endMs: null })
    const figures = await api('/api/kafka')
    expect(figures).toMatchObject({ connectionState: 'READY', failed: 0, reading: true })
    expect(figures.latency.p50Ms).toBeGreaterThan(0)
    child.kill('SIGTERM')
    expect((await child).exitCode).toBe(143)
    const topic = 'aliecs.env_leave_state.RUNNING'
    const records = await readRecords(
      brokers(),
      (name) => name === topic,
      1,
      ({ key }) => key === id,
    )
    expect(records.filter(({ key }) => key === id)).toHaveLength(1)
    expect(log()).toMatch(/teardown: complete/)
  })
})
