import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const SCENARIO = 'examples/scenario.yaml'

/** The path of a settings file with these settings. */
function settingsFile(settings: string): string {
  return temporaryFile('settings.yaml', `o2: {components: {aliecs: {ANY: {any: {settings: ${settings}}}}}}\n`)
}

async function simulate(settings: string, scenario = SCENARIO, ...flags: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runCli(['simulate', '-c', settings, scenario, ...flags])
  expect(stdout).toBe('')
  expect(exitCode).toBe(2)
  return stderr.split('\n')
}

describe('settings that cannot be used: exit status 2 and a line per problem', () => {
  it('no such file', async () => {
    const [line = '', ...rest] = await simulate('file:///nowhere/settings.yaml')
    expect(line).toBe('error: cannot read /nowhere/settings.yaml: no such file')
    expect(rest).toEqual([])
  })

  it('bad YAML', async () => {
    const file = temporaryFile('settings.yaml', 'o2:\n  components: [\n')
    expect(await simulate(`file://${file}`)).toEqual([
      expect.stringMatching(/^error: bad YAML in .*settings\.yaml: line \d+, column \d+: /),
    ])
  })

  it('bad types, and an endpoint without a port', async () => {
    const file = settingsFile('{kafkaEndpoint: kafka-1, controlPort: high, enableKafka: perhaps}')
    const lines = await simulate(`file://${file}`)
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^error: kafkaEndpoint \(.*\): expected host:port.*got "kafka-1".*no port/)
    expect(lines[1]).toMatch(/^error: enableKafka .*expected true or false, got "perhaps"$/)
    expect(lines[2]).toMatch(/^error: controlPort .*got "high"$/)
  })

  it('a flag too', async () => {
    const lines = await simulate(`file://${settingsFile('{}')}`, SCENARIO, '--kafka-endpoint', 'kafka-1')
    expect(lines).toEqual([expect.stringMatching(/^error: kafkaEndpoint \(flag --kafka-endpoint\): /)])
  })

  it('an unknown plugin', async () => {
    const lines = await simulate(`file://${settingsFile('{integrationPlugins: [kafka, dcs2]}')}`)
    expect(lines).toEqual([
      expect.stringMatching(
        /^error: integrationPlugins \(.*\): no plugin "dcs2", known are kafka, dcs, ddsched, odc, trg, testplugin$/,
      ),
    ])
  })

  it('options that librdkafka does not have, that are not to be set, or that are secret', async () => {
    const client = '{"ssl.foo": 1, "acks": 0, "sasl.pasword": "hunter2"}'
    const lines = await simulate(
      `file://${settingsFile(`{integrationPlugins: [kafka], kafkaClient: ${client}}`)}`,
    )
    expect(lines).toHaveLength(3)
    for (const [index, option] of ['ssl.foo', 'acks', 'sasl.pasword'].entries()) {
      expect(lines[index]).toMatch(/^error: kafkaClient \(/)
      expect(lines[index]).toContain(`): ${option}: `)
    }
    expect(lines.join()).not.toContain('hunter2')
  })

  it('a working folder that cannot keep the run number: by default, a normal user may not write to it', async () => {
    const folder = join(temporaryFile('file', ''), 'aliecs')
    const lines = await simulate(`file://${settingsFile('{}')}`, SCENARIO, '--core-working-dir', folder)
    expect(lines).toEqual([
      `error: coreWorkingDir (flag --core-working-dir): expected a folder that can keep the run number, got ${JSON.stringify(folder)}` +
        ' (part of the path is no folder); another one: --core-working-dir <folder>',
    ])
  })

  it('an address of neither kind', async () => {
    const lines = await simulate('http://localhost')
    expect(lines).toEqual([expect.stringContaining('expected consul://host:port or file://settings.yaml')])
  })

  it('a Consul that does not answer within --wait', async () => {
    const lines = await simulate('consul://127.0.0.1:1', SCENARIO, '--wait', '0')
    expect(lines).toEqual([expect.stringMatching(/^error: Consul at 127\.0\.0\.1:1: .*ECONNREFUSED/)])
  })
})

describe('scenarios and templates that cannot be used', () => {
  const embedded = () => ['--embedded-broker', '--core-working-dir', temporaryFolder()]
  const settings = 'file://examples/settings.yaml'

  it('no such scenario', async () => {
    expect(await simulate(settings, 'nowhere.yaml')).toEqual([
      'error: cannot read nowhere.yaml: no such file',
    ])
  })

  it('steps that do not exist', async () => {
    const file = temporaryFile('s.yaml', 'name: x\nsteps:\n  - jump: {}\n  - wait: {ms: soon}\n')
    const lines = await simulate(settings, file)
    expect(lines[0]).toMatch(/^error: .*s\.yaml:3: step 1, jump: unknown key, expected one of create/)
    expect(lines.at(-1)).toMatch(/^error: .*s\.yaml:4: step 2, wait\.ms: /)
  })

  it('a template with mistakes, before anything is made', async () => {
    const template = temporaryFile('t.yaml', 'name: t\nroles:\n  - name: a\n    enabled: "{{ foo(1) }}"\n')
    const scenario = `name: x\nsteps:\n  - create: {as: A, template: "${template}"}\n`
    const lines = await simulate(settings, temporaryFile('s.yaml', scenario), ...embedded())
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toMatch(/^error: .*t\.yaml:\d+: /)
  })

  it('a template whose mistakes would only show when its hooks run, before anything is published', async () => {
    const calls = [
      { func: 'kafka.PublishEnterState()', trigger: 'enter_RUNNING', timeout: '5s' },
      { func: 'kafka.PublishEnterStateUpdate()', trigger: 'enter_RUNNING', timeout: 'soon' },
    ]
    const template = { name: 't', roles: calls.map((call, index) => ({ name: `r${index}`, call })) }
    const file = temporaryFile('t.yaml', JSON.stringify(template, null, 1))
    const steps = [{ create: { as: 'A', template: file } }, { wait: { ms: 1 } }]
    const scenario = temporaryFile('s.yaml', JSON.stringify({ name: 'x', steps }))
    const lines = await simulate(settings, scenario, ...embedded())
    expect(lines).toEqual([
      expect.stringMatching(/^error: .*t\.yaml:\d+: .*timeout: expected a duration/),
      expect.stringMatching(/^error: .*t\.yaml:\d+: .*has no function PublishEnterState /),
    ])
  })

  it('a word that is neither true nor false', async () => {
    const call = "{ func: 'kafka.PublishEnterStateUpdate()', trigger: enter_RUNNING, critical: flase }"
    const file = temporaryFile('t.yaml', `name: t\nroles:\n  - { name: a, call: ${call} }\n`)
    const steps = [{ create: { as: 'A', template: file } }]
    const scenario = temporaryFile('s.yaml', JSON.stringify({ name: 'x', steps }))
    expect(await simulate(settings, scenario, ...embedded())).toEqual([
      expect.stringMatching(/t\.yaml:3: call\.critical: expected true or false, without quotes, got flase$/),
    ])
  })

  it('a host that the inventory does not know, with the place where it is looked for', async () => {
    const tree = `file://${settingsFile('{}')}`
    const file = join(process.cwd(), 'examples/workflows/readout-dataflow.yaml')
    const steps = [{ create: { as: 'A', template: file, vars: { hosts: '["flp-its-1"]' } } }]
    const scenario = temporaryFile('s.yaml', JSON.stringify({ name: 'x', steps }))
    const [line, ...rest] = await simulate(tree, scenario, ...embedded())
    expect(line).toContain('detector not found for host flp-its-1: expected a key o2/hardware/detectors/')
    expect(line).toMatch(/flps\/flp-its-1\/… in file:\/\/.*settings\.yaml$/)
    expect(rest).toEqual([])
  })

  it('a host that the environment does not have', async () => {
    const template = join(process.cwd(), 'examples/workflows/readout-dataflow.yaml')
    const steps = [
      { fault: { event: 'START', host: 'flp-its-2' } },
      { create: { as: 'A', template, vars: { hosts: '["flp-its-1"]' } } },
      { taskEvent: { action: 'fail', environment: 'A', host: 'flp-its-2' } },
    ]
    const scenario = temporaryFile('s.yaml', JSON.stringify({ name: 'x', steps }))
    expect(await simulate(settings, scenario, ...embedded())).toEqual([
      expect.stringMatching(/step 1, fault\.host: expected a host of A \(flp-its-1\), got "flp-its-2"$/),
      expect.stringMatching(/step 3, taskEvent\.host: expected a host of A \(flp-its-1\), got "flp-its-2"$/),
    ])
  })

  it('a template that is not there', async () => {
    const file = temporaryFile('s.yaml', 'name: x\nsteps:\n  - create: {as: A, template: none}\n')
    const missing = join(file, '..', 'none.yaml')
    expect(await simulate(settings, file, ...embedded())).toEqual([
      `error: cannot load workflow template: cannot read ${missing}: no such file`,
    ])
  })
})

describe('command lines that make no sense', () => {
  it.each([
    [['consum'], "error: unknown command 'consum'\n(Did you mean consume?)"],
    [['consume'], "error: missing required argument 'topic'"],
    [
      ['consume', 'x', '--fom-beginning'],
      "error: unknown option '--fom-beginning'\n(Did you mean --from-beginning?)",
    ],
    [['simulate', 'x.yaml'], "error: required option '-c, --config <uri>' not specified"],
    [
      ['simulate', 'x.yaml', '-c', 'file://x', '--embedded-broker', '--kafka-endpoint', 'a:1'],
      "error: option '--embedded-broker' cannot be used with option '--kafka-endpoint <host:port,…>'",
    ],
  ])('%j', async (args, stderr) => {
    expect(await runCli(args)).toEqual({ exitCode: 2, stdout: '', stderr })
  })

  it.each([
    [['topics', '--brokers', 'kafka-1'], /^error: --brokers: expected host:port.*no port\)$/],
    [['consume', 'x', '--count', '0'], /^error: option '-n, --count <number>'.*a whole number, 1 or more\.$/],
    [['topics', '--wait', 'long'], /^error: option '--wait <seconds>'.*Expected a number, 0 or more\.$/],
  ])('%j', async (args, stderr) => {
    const result = await runCli(args)
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.stderr).toMatch(stderr)
  })

  it('shows help, on standard output when it was asked for', async () => {
    expect(await runCli(['--help'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(/\nExit status:\n(?: {2}\d+ +.*\n?)+$/),
    })
    expect(await runCli([])).toMatchObject({ exitCode: 2, stdout: '' })
  })
})

it('names brokers that cannot be reached: exit status 1', async () => {
  const result = await runCli(['topics', '--brokers', '127.0.0.1:1'])
  expect(result).toMatchObject({ exitCode: 1, stdout: '' })
  expect(result.stderr).toMatch(
    /^trying 127\.0\.0\.1:1 …\nerror: no broker of 127\.0\.0\.1:1 can be reached: .*$/,
  )
})

it('shows a stack trace to those who ask', async () => {
  for (const asked of [{ args: ['--verbose'] }, { args: [], env: { DEBUG: '1' } }]) {
    const { exitCode, stderr } = await runCli(['topics', '-c', 'file://none.yaml', ...asked.args], asked)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^error: cannot read none\.yaml: no such file\nAliecsError: .*\n +at /)
  }
})
