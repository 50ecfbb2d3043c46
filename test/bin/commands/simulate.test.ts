import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { runCli, startCli, startLoggingCli } from '../../helpers/cli.js'
import { temporaryFile, temporaryFolder } from '../../helpers/temporary.js'
import { until } from '../../helpers/until.js'

/** On a broker inside the process, with tasks that take no time. */
function options(): string[] {
  const settings = ['-c', 'file://examples/settings.yaml', '--core-working-dir', temporaryFolder()]
  return [...settings, '--embedded-broker', '--task-transition-delay-ms', '1']
}

const TEMPLATE = new URL('../../../examples/workflows/readout-dataflow.yaml', import.meta.url).pathname

function scenarioFile(...steps: object[]): string {
  return temporaryFile('scenario.yaml', JSON.stringify({ name: 'ours', steps }))
}

const create = (vars: Record<string, string> = {}) => ({
  create: { as: 'E', template: TEMPLATE, vars: { hosts: '["flp-its-1"]', ...vars } },
})
const START = { transition: { environment: 'E', event: 'START_ACTIVITY' } }

/** How many records of the plugin were delivered: all but the events. */
function legacyCount(stdout: string): number {
  const [, records] = /kafka: (\d+) records? delivered to 127\.0\.0\.1:\d+$/m.exec(stdout) ?? []
  const [, events] = /^events of the core: (\d+) written$/m.exec(stdout) ?? []
  return Number(records) - Number(events)
}

describe('simulate', () => {
  it('runs the example, shows each step, and sums up', async () => {
    const { exitCode, stdout, stderr } = await runCli(['simulate', ...options(), 'examples/scenario.yaml'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^two runs, .*: ok, 15 of 15 steps in \d+\.\d s\nenvironments: E1 \w{11}, /)
    expect(legacyCount(stdout)).toBe(80)
    expect(stderr).toMatch(/ {2}2\. +\d\.\d\d s {2}RUNNING {5}transition E1 START_ACTIVITY\n/)
    expect(stderr).toMatch(/create E2 .* as expected: .*no clock/)
    expect(stderr).toMatch(/2 environments left: stopped, reset and destroyed/)
  })

  it('gives JSON: every step, then the result', async () => {
    const file = scenarioFile(create(), START)
    const { exitCode, stdout, stderr } = await runCli(['simulate', ...options(), '--json', file])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const objects = stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(objects).toEqual([
      expect.objectContaining({ type: 'step', step: 1, state: 'CONFIGURED', failure: null }),
      expect.objectContaining({ type: 'step', step: 2, state: 'RUNNING', error: null }),
      expect.objectContaining({
        type: 'result',
        scenario: 'ours',
        outcome: 'ok',
        environments: { E: expect.stringMatching(/^\w{11}$/) },
        kafka: [expect.objectContaining({ failed: 0, queued: 0 })],
        events: { written: expect.any(Number), lost: 0 },
        errors: [],
      }),
    ])
  })

  it('fails when a step does not come to what it should', async () => {
    const file = scenarioFile(create(), { ...START, expect: { state: 'CONFIGURED' } }, START)
    const { exitCode, stdout, stderr } = await runCli(['simulate', ...options(), file])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ours: failed, 2 of 3 steps/)
    expect(stderr).toContain('failed: expected state CONFIGURED, got RUNNING')
  })

  it('defect 14: does not load the kafka plugin where enableKafka is false, and says so', async () => {
    const args = [...options(), '--enable-kafka', 'false', scenarioFile(create())]
    const { exitCode, stdout, stderr } = await runCli(['simulate', ...args])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('kafka: enableKafka is false, nothing was published')
    expect(stderr).toContain('enableKafka is false (flag --enable-kafka): the kafka plugin is not loaded')
  })

  it('says that the kafka plugin is missing where kafka_enabled is true, once', async () => {
    const args = [...options(), '--integration-plugins', 'testplugin']
    const file = scenarioFile(create(), { destroy: { environment: 'E' } }, create())
    const { exitCode, stderr } = await runCli(['simulate', ...args, file])
    expect(exitCode).toBe(0)
    expect(stderr.split('\n').filter((line) => line.includes('integrationPlugins'))).toEqual([
      expect.stringMatching(
        /WARN {2}kafka_enabled is true, but the kafka plugin is not loaded: integrationPlugins \(flag --integration-plugins\) names testplugin; expected kafka among it$/,
      ),
    ])
  })

  it('publishes the empty list only where kafka_enabled is false', async () => {
    const file = scenarioFile(create({ kafka_enabled: 'false' }), START)
    const { stdout } = await runCli(['simulate', ...options(), file])
    expect(legacyCount(stdout)).toBe(1)
  })

  it('works without a broker, and names in the end what it could not deliver', async () => {
    const [settings, address, ...rest] = options().filter((option) => option !== '--embedded-broker')
    const args = [settings ?? '', address ?? '', ...rest, '--kafka-endpoint', '127.0.0.1:1']
    const file = scenarioFile(create(), { destroy: { environment: 'E' } })
    const { exitCode, stdout, stderr } = await runCli([
      'simulate',
      ...args,
      ...['--shutdown-timeout-ms', '200', file],
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ours: ok, 2 of 2 steps/)
    const [, lost] = /^kafka: 0 records delivered to 127\.0\.0\.1:1, (\d+) not$/m.exec(stdout) ?? []
    const [, events] = /^events of the core: (\d+) written, (\d+) lost$/m.exec(stdout) ?? []
    expect(Number(lost) - Number(events)).toBe(15)
    expect(stdout).toContain(`${events} written, ${events} lost`)
    expect(stderr).toMatch(/error: \d+ records not delivered: .*aliecs\.env_list\.RUNNING \(/)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends it in order: environments go with all their messages, exit status %i',
    async (signal, code) => {
      const file = scenarioFile(create(), START, { wait: { ms: 600_000 } })
      const child = startCli(['simulate', ...options(), '--json', file])
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes('START_ACTIVITY') && !text.includes('result')) child.kill(signal)
      })
      const { exitCode, stdout } = await child
      expect(exitCode).toBe(code)
      const result = JSON.parse(stdout.split('\n').at(-1) ?? '')
      expect(result).toMatchObject({ outcome: 'interrupted', environmentsLeft: [], errors: [] })
      const [kafka] = result.kafka
      expect(kafka).toMatchObject({ delivered: result.events.written + 22, queued: 0 })
    },
  )

  it('exits at once on a second signal', async () => {
    const [settings, address, ...rest] = options().filter((option) => option !== '--embedded-broker')
    const args = [settings ?? '', address ?? '', ...rest, '--kafka-endpoint', '127.0.0.1:1']
    const file = scenarioFile(create(), START, { wait: { ms: 600_000 } })
    const { child, log } = startLoggingCli(['simulate', ...args, '--shutdown-timeout-ms', '600000', file])
    const exited = once(child, 'exit')
    await until(() => log().includes('START_ACTIVITY'), log)
    child.kill('SIGTERM')
    // The end of the first one: nothing is left but records, which wait for a broker.
    await until(() => log().includes('given up after 600 s'), log)
    child.kill('SIGTERM')
    const [code] = (await exited) as [number]
    expect(code).toBe(143)
  })

  it('writes its log as JSON for those who ask', async () => {
    const log = ['--log-format', 'json', '--log-level', 'info']
    const { stderr } = await runCli(['simulate', ...options(), ...log, '--json', scenarioFile(create())])
    const lines = stderr.split('\n').map((line) => JSON.parse(line) as { msg: string })
    expect(lines.map(({ msg }) => msg)).toContain('CONFIGURE completed')
  })
})
