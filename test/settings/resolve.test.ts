import { resolve as resolvePath } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../settings/resolve.js'
import { SETTING_KEYS } from '../../settings/schema.js'
import { caught } from '../helpers/caught.js'

const ORIGIN = 'consul:o2/components/aliecs/ANY/any/settings'
const document = (values: Record<string, unknown>) => ({ values, origin: ORIGIN })

describe('resolveSettings', () => {
  it('has a default for everything', () => {
    const { settings, origins, warnings } = resolveSettings({ folder: '/etc/aliecs' })
    expect(settings).toEqual({
      kafkaEndpoint: 'localhost:9092',
      kafkaEndpoints: ['localhost:9092'],
      enableKafka: true,
      integrationPlugins: [],
      coreConfigEntry: 'settings',
      configCache: true,
      controlPort: 32102,
      apricotPort: 32101,
      grpcBindAddress: '127.0.0.1',
      grpcCertificate: '',
      grpcKey: '',
      pagePort: 32180,
      pageBindAddress: '127.0.0.1',
      pageHosts: [],
      pageToken: '',
      instanceName: 'AliECS instance',
      coreWorkingDir: '/var/lib/o2/aliecs',
      kafkaClient: {},
      kafkaQueueMaxMessages: 100_000,
      kafkaQueueMaxBytes: 268_435_456,
      kafkaTopicPartitions: -1,
      kafkaTopicReplicationFactor: -1,
      shutdownTimeoutMs: 10_000,
      logLevel: 'info',
      workflowTemplates: ['/etc/aliecs/workflows'],
      taskTransitionDelayMs: 100,
      transitionTimeoutMs: 90_000,
    })
    expect([...new Set(origins.values())]).toEqual(['default'])
    expect(warnings).toEqual([])
  })

  it('prefers flag to environment to document to default, for each setting by itself', () => {
    fc.assert(
      fc.property(fc.subarray(['flag', 'environment', 'document']), (from) => {
        const { settings, origins } = resolveSettings({
          flags: { controlPort: from.includes('flag') ? '1' : undefined, logLevel: 'debug' },
          env: from.includes('environment') ? { ALIECS_CONTROLPORT: '2' } : { ALIECS_CONTROLPORT: '' },
          document: document(from.includes('document') ? { controlPort: 3 } : { controlPort: null }),
        })
        const expected = { flag: 1, environment: 2, document: 3, default: 32102 }
        const origin = {
          flag: 'flag --control-port',
          environment: 'environment ALIECS_CONTROLPORT',
          document: ORIGIN,
        }
        const first = (['flag', 'environment', 'document'] as const).find((source) => from.includes(source))
        expect(settings.controlPort).toBe(expected[first ?? 'default'])
        expect(origins.get('controlPort')).toBe(first === undefined ? 'default' : origin[first])
        expect(settings.logLevel).toBe('debug')
      }),
    )
  })

  it('takes the entry of the settings document from flag or environment only', () => {
    expect(resolveSettings({ document: document({ coreConfigEntry: 'x' }) }).settings.coreConfigEntry).toBe(
      'settings',
    )
    expect(resolveSettings({ env: { ALIECS_CORECONFIGENTRY: 'x' } }).settings.coreConfigEntry).toBe('x')
  })

  it('is frozen to the bottom', () => {
    const { settings } = resolveSettings({ flags: { kafkaClient: { 'linger.ms': 5 } } })
    expect(Object.isFrozen(settings)).toBe(true)
    expect(Object.isFrozen(settings.kafkaClient)).toBe(true)
    expect(Object.isFrozen(settings.kafkaEndpoints)).toBe(true)
  })

  it.each(['a:1', 'a:1,b:2', ' a:1 , b:2 ', ['a:1', 'b:2'], '10.0.0.1:9092', '[::1]:9092,a:1'])(
    'kafkaEndpoint: %j',
    (kafkaEndpoint) => {
      const { settings } = resolveSettings({
        document: document({ kafkaEndpoint, kafkaEndpoints: kafkaEndpoint }),
      })
      expect(settings.kafkaEndpoint).toBe([kafkaEndpoint].flat().join(',').replaceAll(' ', ''))
      expect(settings.kafkaEndpoints.join(',')).toBe(settings.kafkaEndpoint)
    },
  )

  it('reads text as what is asked for, as flags and variables are', () => {
    const { settings } = resolveSettings({
      env: {
        ALIECS_ENABLEKAFKA: 'False',
        ALIECS_INTEGRATIONPLUGINS: 'kafka, testplugin',
        ALIECS_KAFKACLIENT: '{"compression.type": zstd, "linger.ms": 5}',
        ALIECS_SHUTDOWNTIMEOUTMS: '0',
      },
      document: document({ configCache: 1, instanceName: 42, integrationPlugins: 'never' }),
    })
    expect(settings).toMatchObject({
      enableKafka: false,
      integrationPlugins: ['kafka', 'testplugin'],
      kafkaClient: { 'compression.type': 'zstd', 'linger.ms': 5 },
      shutdownTimeoutMs: 0,
      configCache: true,
      instanceName: '42',
    })
  })

  it('puts relative folders beside the settings file, those of flags into the working directory', () => {
    const values = { workflowTemplates: ['templates', '/opt/templates'], coreWorkingDir: 'run' }
    const { settings } = resolveSettings({ document: document(values), folder: 'etc' })
    expect(settings.workflowTemplates).toEqual([resolvePath('etc/templates'), '/opt/templates'])
    expect(settings.coreWorkingDir).toBe(resolvePath('etc/run'))
    const flags = { workflowTemplates: 'mine', coreWorkingDir: '/tmp/run' }
    const fromFlags = resolveSettings({ flags, document: document(values), folder: 'etc' }).settings
    expect(fromFlags).toMatchObject({ workflowTemplates: [resolvePath('mine')], coreWorkingDir: '/tmp/run' })
  })

  it('leaves URLs of template repositories as they are', () => {
    const urls = ['https://github.com/AliceO2Group/ControlWorkflows', 'git@github.com:AliceO2Group/Other']
    const { settings } = resolveSettings({ document: document({ workflowTemplates: urls }), folder: 'etc' })
    expect(settings.workflowTemplates).toEqual(urls)
  })
})

describe('problems', () => {
  it('come all at once, one line each: key, origin, what is expected, the value', () => {
    const error = caught(() =>
      resolveSettings({
        flags: { kafkaEndpoint: 'kafka-1' },
        env: { ALIECS_CONTROLPORT: 'many', ALIECS_LOGLEVEL: 'loud' },
        document: document({
          enableKafka: 'yes',
          integrationPlugins: ['kafka', 7, { a: 1 }],
          kafkaTopicPartitions: 0,
          kafkaClient: { 'sasl.password': ['hunter2'], 'linger.ms': null },
          instanceName: '',
          kafkaEndpoints: [],
          kafkaQueueMaxMessages: 1.5,
        }),
      }),
    )
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID' })
    const endpoints = 'expected host:port, or several of them, separated by commas or as a list'
    const plugins = 'expected names of plugins, separated by commas or as a list'
    const client = 'expected text, a number, true or false'
    expect(error.message.split('\n')).toEqual([
      `kafkaEndpoint (flag --kafka-endpoint): ${endpoints}, got "kafka-1" ("kafka-1": no port)`,
      `kafkaEndpoints (${ORIGIN}): ${endpoints}, got [] (none given)`,
      `enableKafka (${ORIGIN}): expected true or false, got "yes"`,
      `integrationPlugins.1 (${ORIGIN}): ${plugins}, got 7`,
      `integrationPlugins.2 (${ORIGIN}): ${plugins}, got {"a":1}`,
      'controlPort (environment ALIECS_CONTROLPORT): expected a port, 0 to 65535, got "many"',
      `instanceName (${ORIGIN}): expected text, got ""`,
      `kafkaClient.sasl.password (${ORIGIN}): ${client}, got a list`,
      `kafkaClient.linger.ms (${ORIGIN}): ${client}, got nothing`,
      `kafkaQueueMaxMessages (${ORIGIN}): expected a whole number, 1 to 10000000, got 1.5`,
      `kafkaTopicPartitions (${ORIGIN}): expected a whole number from 1, or -1, got 0`,
      'logLevel (environment ALIECS_LOGLEVEL): expected trace, debug, info, warn, error, fatal or silent, got "loud"',
    ])
  })

  it('name every endpoint that is wrong', () => {
    const error = caught(() => resolveSettings({ flags: { kafkaEndpoint: 'a:1,b,c:x' } }))
    expect(error.message.split('\n')).toEqual([
      expect.stringMatching(/got "a:1,b,c:x" \("b": no port\)$/),
      expect.stringMatching(/got "a:1,b,c:x" \("c:x": the port is not 1 to 65535\)$/),
    ])
  })

  it('are never a stack trace, an empty line or an internal error, whatever the values', () => {
    const values = fc.dictionary(fc.constantFrom(...SETTING_KEYS), fc.jsonValue())
    fc.assert(
      fc.property(values, (given) => {
        try {
          resolveSettings({ document: document(given) })
        } catch (error) {
          expect(error).toMatchObject({ name: 'AliecsError', code: 'SETTINGS_INVALID' })
          for (const line of String(error instanceof Error && error.message).split('\n')) {
            expect(line).toMatch(/^\w+(\..*)? \(consul:o2\/\S+\): expected .*, got .+/s)
          }
        }
      }),
    )
  })
})

describe('checks of the program that reads the settings', () => {
  const checks = {
    integrationPlugins: (names: readonly string[]) =>
      names.filter((name) => name !== 'kafka').map((name) => `no ${name}`),
  }
  const values = (document: Record<string, unknown>) => ({
    document: { values: document, origin: 'there' },
    checks,
  })

  it('are told together with the problems of the schema', () => {
    const sources = values({ integrationPlugins: ['kafka', 'kafak', 'x'], kafkaQueueMaxMessages: 'many' })
    expect(caught(() => resolveSettings(sources)).message.split('\n')).toEqual([
      expect.stringContaining('kafkaQueueMaxMessages (there)'),
      'integrationPlugins (there): no kafak',
      'integrationPlugins (there): no x',
    ])
  })

  it('are not made of a value that the schema refused', () => {
    const error = caught(() => resolveSettings(values({ integrationPlugins: 5 })))
    expect(error.message.split('\n')).toEqual([
      expect.stringContaining('integrationPlugins (there): expected'),
    ])
  })

  it('let good values pass', () => {
    expect(resolveSettings(values({ integrationPlugins: ['kafka'] })).settings.integrationPlugins).toEqual([
      'kafka',
    ])
  })
})
