import { z } from 'zod'
import { quoted } from '../excerpt.js'
import { formatEndpoint, parseEndpoint } from './endpoints.js'
import * as input from './input.js'

/** What people read about a setting: in the reference, and in the message about a value that does not fit. */
export interface SettingInfo {
  /** What a value looks like; completes "expected …". */
  expected: string
  /** The same in a word, for the flag in the help: `<ms>`. */
  placeholder: string
  /** Of a map: what the value of one of its keys looks like. */
  expectedInside?: string
  description: string
  /** Where the default is more than the value says. */
  defaultText?: string
}

export const settingInfo = z.registry<SettingInfo>()

const INT32_MAX = 2 ** 31 - 1 // the longest timer that Node can set, in ms, and the most that librdkafka takes

const integer = (min: number, max = INT32_MAX) => z.preprocess(input.toNumber, z.int().min(min).max(max))
const boolean = () => z.preprocess(input.toBoolean, z.boolean())
const text = () => z.preprocess(input.toText, z.string().min(1))
const optionalText = () => z.preprocess(input.toText, z.string())
const texts = () => z.preprocess(input.toList, z.array(z.string().min(1)))
const brokerDefaultOr = (max: number) => integer(-1, max).pipe(z.number().gt(0).or(z.literal(-1)))

const endpoints = texts().transform((list, context) => {
  const parsed = list.map(parseEndpoint)
  const hasCredentials = list.some((item) => item.includes('@')) // which a comma may divide
  for (const [index, endpoint] of parsed.entries()) {
    if (typeof endpoint !== 'string') continue
    const shown = hasCredentials ? `number ${index + 1}` : quoted(list[index] ?? '')
    context.addIssue({ code: 'custom', message: `${shown}: ${endpoint}` })
  }
  if (list.length === 0) context.addIssue({ code: 'custom', message: 'none given' })
  return parsed.filter((endpoint) => typeof endpoint !== 'string').map(formatEndpoint)
})

/** What several settings have in common. */
const ENDPOINTS = {
  expected: 'host:port, or several of them, separated by commas or as a list',
  placeholder: 'host:port,…',
}
const TRUE_OR_FALSE = { expected: 'true or false', placeholder: 'true|false' }
const PORT = { expected: 'a port, 0 to 65535', placeholder: 'port' }
const ADDRESS = { expected: 'an IP address or a host name', placeholder: 'address' }
const OPTIONAL_FILE = { expected: 'a file, or nothing', placeholder: 'file' }
const COUNT_OR_BROKERS = { expected: 'a whole number from 1, or -1', placeholder: 'number' }
const MILLISECONDS = { expected: 'a whole number of milliseconds', placeholder: 'ms' }

/**
 * Every setting: its key, check, default and description, and nowhere else.
 * Source of the keys up to `coreWorkingDir`: AliceO2Group/Control, core/config.go, setDefaults
 */
export const settingsSchema = z.object({
  kafkaEndpoint: endpoints
    .transform((list) => list.join(','))
    .default('localhost:9092')
    .register(settingInfo, {
      ...ENDPOINTS,
      description: 'Kafka brokers of the legacy plugin. Host names, IPv4 and [IPv6] addresses.',
    }),
  kafkaEndpoints: endpoints.default(['localhost:9092']).register(settingInfo, {
    ...ENDPOINTS,
    description: "Kafka brokers of the core's own events; those of `kafkaEndpoint` where only that is given.",
  }),
  enableKafka: boolean()
    .default(true)
    .register(settingInfo, {
      ...TRUE_OR_FALSE,
      description: 'Whether anything is written to Kafka at all.',
    }),
  integrationPlugins: texts().default([]).register(settingInfo, {
    expected: 'names of plugins, separated by commas or as a list',
    placeholder: 'name,…',
    description:
      'Plugins to load: `kafka`; the simulated services `dcs`, `ddsched`, `odc`, `trg`; `testplugin`.',
  }),
  coreConfigEntry: z
    .preprocess(input.toText, z.string().regex(/^[\w.-]+$/))
    .default('settings')
    .register(settingInfo, {
      expected: 'a name without slashes',
      placeholder: 'name',
      description:
        'Name of the settings document in `o2/components/aliecs/ANY/any/`. Flag or environment only: the document cannot rename itself.',
    }),
  configCache: boolean()
    .default(true)
    .register(settingInfo, {
      ...TRUE_OR_FALSE,
      description:
        'Accepted for the sake of the shared document; this core keeps no cache of its configuration.',
    }),
  controlPort: integer(0, 65535)
    .default(32102)
    .register(settingInfo, {
      ...PORT,
      description: 'TCP port of the control interface; 0 takes a free one.',
    }),
  apricotPort: integer(0, 65535)
    .default(32101)
    .register(settingInfo, {
      ...PORT,
      description: 'TCP port of the configuration interface; 0 takes a free one.',
    }),
  grpcBindAddress: text()
    .default('127.0.0.1')
    .register(settingInfo, {
      ...ADDRESS,
      description:
        'Where the control and configuration interfaces listen: `0.0.0.0` for every interface of the machine.',
    }),
  grpcCertificate: optionalText()
    .default('')
    .register(settingInfo, {
      ...OPTIONAL_FILE,
      description:
        'Certificate chain (PEM) of the control and configuration interfaces; without one they speak plaintext.',
      defaultText: 'none',
    }),
  grpcKey: optionalText()
    .default('')
    .register(settingInfo, {
      ...OPTIONAL_FILE,
      description: 'Private key (PEM) of `grpcCertificate`.',
      defaultText: 'none',
    }),
  pagePort: integer(0, 65535)
    .default(32180)
    .register(settingInfo, {
      ...PORT,
      description: 'TCP port of the page, its API and the metrics; 0 takes a free one.',
    }),
  pageBindAddress: text()
    .default('127.0.0.1')
    .register(settingInfo, {
      ...ADDRESS,
      description: 'Where the page listens. Anything but loopback asks for a token.',
    }),
  pageHosts: texts().default([]).register(settingInfo, {
    expected: 'host names, separated by commas or as a list',
    placeholder: 'host,…',
    description:
      'Further names by which browsers reach the page: requests for any other name are refused. Loopback names, addresses and the name of the machine need not be given.',
  }),
  pageToken: optionalText()
    .pipe(z.union([z.literal(''), z.string().regex(/^[\x21-\x7e]{16,}$/)]))
    .default('')
    .register(settingInfo, {
      expected: 'at least 16 characters without blanks, or nothing',
      placeholder: 'token',
      description:
        'Token that the API of the page and the metrics ask for. Where the page listens beyond loopback and none is given, one is made and printed at the start.',
      defaultText: 'none',
    }),
  instanceName: text().default('AliECS instance').register(settingInfo, {
    expected: 'text',
    placeholder: 'text',
    description: 'Name of this core for people.',
  }),
  coreWorkingDir: text().default('/var/lib/o2/aliecs').register(settingInfo, {
    expected: 'a folder',
    placeholder: 'folder',
    description:
      "Folder of the core's files: the last run number, in `runcounter.txt` if the settings are in a file, in `last-run-number.json` (only to notice that Consul lost it) if they are in Consul; and `repos`, workflow templates that come from git. Made when needed.",
  }),
  kafkaClient: z
    .preprocess(input.toMap, z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
    .default({})
    .register(settingInfo, {
      expected: 'a map of librdkafka options to text, numbers, true or false',
      placeholder: 'JSON',
      expectedInside: 'text, a number, true or false',
      description: 'Options for librdkafka: TLS, SASL, compression… Secrets in it never reach a log.',
    }),
  kafkaQueueMaxMessages: integer(1, 10_000_000).default(100_000).register(settingInfo, {
    expected: 'a whole number, 1 to 10000000',
    placeholder: 'number',
    description:
      'How many records may wait for the broker. Events of roles, tasks, calls and services take three quarters of it at most: the rest is a reserve for the legacy messages and for `aliecs.run`, `aliecs.environment` and `aliecs.core`.',
  }),
  kafkaQueueMaxBytes: integer(1024, INT32_MAX * 1024)
    .default(256 * 1024 * 1024)
    .register(settingInfo, {
      expected: 'a whole number of bytes, at least 1024',
      placeholder: 'bytes',
      description:
        'How many bytes of records may wait for the broker, with the same reserve as `kafkaQueueMaxMessages`.',
      defaultText: '268435456 (256 MiB)',
    }),
  kafkaTopicPartitions: brokerDefaultOr(100_000)
    .default(-1)
    .register(settingInfo, {
      ...COUNT_OR_BROKERS,
      description: 'Partitions of the topics that are created.',
      defaultText: "-1 (the broker's)",
    }),
  kafkaTopicReplicationFactor: brokerDefaultOr(32_767)
    .default(-1)
    .register(settingInfo, {
      ...COUNT_OR_BROKERS,
      description: 'Replicas of the topics that are created.',
      defaultText: "-1 (the broker's)",
    }),
  shutdownTimeoutMs: integer(0)
    .default(10_000)
    .register(settingInfo, {
      ...MILLISECONDS,
      description: 'How long a shutdown waits for records that the broker has not acknowledged, in ms.',
    }),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .register(settingInfo, {
      expected: 'trace, debug, info, warn, error, fatal or silent',
      placeholder: 'level',
      description: 'The least important messages that are logged.',
    }),
  workflowTemplates: texts().default(['./workflows']).register(settingInfo, {
    expected: 'a folder or the URL of a git repository, or several of them, separated by commas or as a list',
    placeholder: 'folder|URL,…',
    description:
      'Repositories of workflow templates, the default one first: folders, git clones among them, or URLs of git repositories. Relative folders are beside the settings file, or in the working directory without one.',
  }),
  taskTransitionDelayMs: integer(0)
    .default(100)
    .register(settingInfo, {
      ...MILLISECONDS,
      description: 'How long a simulated task takes for one transition, in ms.',
    }),
  transitionTimeoutMs: integer(1)
    .default(90_000)
    .register(settingInfo, {
      ...MILLISECONDS,
      description: 'How long the tasks of an environment may take for one transition before it fails, in ms.',
    }),
})

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T

/** Resolved settings: checked, complete, frozen. Durations are in ms. */
export type Settings = Immutable<z.output<typeof settingsSchema>>
export type SettingKey = keyof Settings

/** In the order of the reference. */
export const SETTING_KEYS: readonly SettingKey[] = settingsSchema.keyof().options

export function infoOf(key: SettingKey): SettingInfo {
  const info = settingInfo.get(settingsSchema.shape[key])
  if (info === undefined) throw new Error(`setting ${key} is not registered in settingInfo`)
  return info
}
