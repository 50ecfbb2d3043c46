import { afterEach, expect, it, vi } from 'vitest'
import { createKafkaPublisher } from '../../../broker/index.js'
import { attachPrefixes, replayScenarios } from '../../helpers/attach-harness.js'
import { recordedRecords, valueBytes } from '../../helpers/attached-recording.js'
import { foundRecords } from '../../helpers/checked-recording.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { runCommand } from '../../helpers/run-command.js'
import { describeWithKafka } from '../../helpers/services.js'

const ALL = /^aliecs\.(environment|run|core|env_.*|before_start_activity)$/

afterEach(() => {
  vi.unstubAllEnvs()
})

describeWithKafka('attach --check', (brokers) => {
  const check = (prefix: string, ...flags: string[]) =>
    runCommand(['attach', '--check', '--brokers', brokers(), '--topic-prefix', prefix, ...flags])
  const checkSame = (prefix: string, ...flags: string[]) => check(prefix, '--source-prefix', prefix, ...flags)

  it('equal: one line, exit status 0', async () => {
    vi.stubEnv('TZ', 'UTC')
    const { sourcePrefix: prefix } = attachPrefixes()
    await replayScenarios(brokers(), ['lifecycle'], prefix, { topics: ALL })
    const { exitCode, stdout, stderr } = await checkSame(prefix)
    expect(stderr).toEqual([])
    expect(stdout).toEqual([
      expect.stringMatching(/^equal: 32 records as the events say, 2026-11-23 01:57:00\.\d{3} to \d{4}-/),
    ])
    expect(exitCode).toBe(0)
  })

  it('differences: a table, what they are, exit status 1; all of them as JSON', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    await replayScenarios(brokers(), ['concurrent_lists'], prefix, { topics: /^aliecs\.(environment|run)$/ })
    const records = recordedRecords('concurrent_lists').filter(({ topic }) => /env_|before_/.test(topic))
    const entry = records.findIndex(({ topic }) => topic === 'aliecs.env_state.RUNNING')
    const publisher = createKafkaPublisher({ brokers: brokers(), logger: new MemoryLogger() })
    for (const record of records.toSpliced(entry, 1)) {
      const copy = { topic: prefix + record.topic, key: null, value: valueBytes(record) }
      await publisher.publish([copy], { timeoutMs: 30_000 })
    }
    await publisher.close(10_000)

    const { exitCode, stdout, stderr } = await checkSame(prefix, '--since', '2026-11-20')
    expect(stderr).toEqual([])
    expect(stdout[0]).toMatch(/^WHAT +TIME +TOPIC +ENVIRONMENT +RUN +EXPECTED → FOUND$/)
    expect(stdout[1]).toMatch(/^missing +2026-\S+ \S+ +aliecs\.env_state\.RUNNING +\w{11} +\d+$/)
    expect(stdout.at(-2)).toMatch(/^\d+ lists of several environments show a moment after their own time/)
    expect(stdout.at(-1)).toMatch(/^not equal: 1 missing; \d+ records as the events say, /)
    expect(exitCode).toBe(1)

    const strict = await checkSame(prefix, '--since', '2026-11-20', '--strict', '--lines', '3')
    expect(strict.stdout.filter((line) => /^(missing|different)/.test(line))).toHaveLength(3)
    expect(strict.stdout.join('\n')).toMatch(/and \d+ more; --lines \d+ or --json shows all/)
    expect(strict.stdout.join('\n')).toMatch(/runs: \w{11}.* → /)

    const json = await checkSame(prefix, '--since', '2026-11-20', '--json')
    expect(json.exitCode).toBe(1)
    const report = JSON.parse(json.stdout.join('\n'))
    expect(report).toMatchObject({
      isEqual: false,
      from: '2026-11-20T00:00:00.000Z',
      records: records.length - 1,
    })
    expect(report.findings).toMatchObject([
      { kind: 'missing', topic: 'aliecs.env_state.RUNNING', found: null },
    ])
  })

  it('another gate: what is there is extra; a value of that gate is needed', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    await replayScenarios(brokers(), ['reset_destroy'], prefix, { topics: ALL })
    const none = await checkSame(prefix, '--gate', 'my_kafka')
    expect(none.exitCode).toBe(1)
    expect(none.stdout.at(-1)).toMatch(/^not equal: 12 extra; 0 records as the events say/)
    const all = await checkSame(prefix, '--gate', 'my_kafka', '--gate-default', 'true')
    expect(all.exitCode).toBe(0)
    expect(foundRecords('reset_destroy')).toHaveLength(12)
  })

  it('nothing to compare, and times that make no sense: exit status 2', async () => {
    const { prefix } = attachPrefixes()
    const missing = await check(prefix, '--source-prefix', prefix)
    expect(missing.stderr).toEqual([
      `error: ${prefix}aliecs.environment at ${brokers()}: expected the events of a core, there is no such topic`,
    ])
    expect(missing.exitCode).toBe(2)
    const backwards = await check(prefix, '--since', '2026-11-24', '--until', '2026-11-23')
    expect(backwards.stderr.join()).toMatch(/^error: --since 2026-11-24\S+: expected a time before --until$/)
    expect(backwards.exitCode).toBe(2)
  })
})

it('no broker: exit status 2, for 1 means that there are differences', async () => {
  const { exitCode, stderr } = await runCommand(['attach', '--check', '--brokers', '127.0.0.1:1'])
  expect(stderr).toEqual([expect.stringMatching(/^error: no broker of 127\.0\.0\.1:1 can be reached: /)])
  expect(exitCode).toBe(2)
})

it('its options without --check', async () => {
  for (const flags of [
    ['--until', '2026-11-23'],
    ['--tolerance-ms', '3'],
    ['--strict'],
    ['--lines', '3'],
    ['--json'],
  ]) {
    const { exitCode, stderr } = await runCommand(['attach', ...flags, '--brokers', '127.0.0.1:1'])
    expect(stderr).toEqual([`error: ${flags[0]}: only with --check`])
    expect(exitCode).toBe(2)
  }
})

it('with --check, options of an instance that runs', async () => {
  for (const flags of [
    ['--delivery', 'exactly-once'], // even where it is the default
    ['--session-timeout', '10'],
    ['--instance', 'a'],
    ['--shares', '2'],
    ['--core', '127.0.0.1:32102'],
    ['--listen', '127.0.0.1:9477'],
  ]) {
    const { exitCode, stderr } = await runCommand([
      'attach',
      '--check',
      ...flags,
      ...['--brokers', '127.0.0.1:1'],
    ])
    expect(stderr).toEqual([`error: ${flags[0]}: not with --check`])
    expect(exitCode).toBe(2)
  }
})
