import { flagOf, variableOf } from './names.js'
import { infoOf, SETTING_KEYS, type SettingKey, settingsSchema } from './schema.js'

/** `docs/reference/settings.md`, as the schema has it. */
export function renderReference(): string {
  const rows = SETTING_KEYS.map((key) => {
    const { expected, description } = infoOf(key)
    return `| \`${key}\` | ${expected} | ${defaultOf(key)} | ${description} |`
  })
  return `${HEAD}\n| key | value | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function defaultOf(key: SettingKey): string {
  const value: unknown = settingsSchema.shape[key].parse(undefined)
  return infoOf(key).defaultText ?? `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

const HEAD = `# Settings

<!-- Written from settings/schema.ts: UPDATE_DOCS=1 make test-unit ARGS=test/docs/settings.test.ts -->

The settings are one YAML document under the key \`o2/components/aliecs/ANY/any/settings\`, in Consul
(\`--config consul://host:port\`) or in a YAML file that holds the same tree (\`--config file://settings.yaml\`, see
\`examples/settings.yaml\`). In the file, \`settings\` may be a block of text (\`settings: |\`), which is what the original core
reads, or a plain map.

Each setting comes from the first of these that has it:

1. the flag: the key in kebab case, \`${flagOf('kafkaEndpoint')}\`
2. the environment variable: \`ALIECS_\` and the key in capitals, \`${variableOf('kafkaEndpoint')}\` (an empty one counts as not set)
3. the settings document
4. the default

Flags and variables are text: lists are separated by commas or blanks, maps are YAML or JSON
(\`ALIECS_KAFKACLIENT='{"compression.type": "zstd"}'\`). Whoever sets a list or a map replaces all of it.

Every value that does not fit is reported at the start, one line each, and nothing starts:

    kafkaEndpoint (consul:o2/components/aliecs/ANY/any/settings): expected host:port, or several of them, separated by commas or as a list, got "kafka-1" ("kafka-1": no port)

Numbers are read as the Go core reads them: \`0777\` is 511, \`1_000\` is 1000, and \`0b101\`, \`0o17\`, \`0x1F\` are 5, 15 and 31. Where text is expected, as in
\`instanceName\`, in keys and in variables, a number is taken as it is written, so \`run_type: 0777\` is the text \`0777\`.

Keys that are not in the table are left alone, because other programs keep theirs in the same document; those that look like
a misspelt one of ours give a warning. Keys in another case (\`kafkaendpoint\`) count, as in the original, with a warning.

A token for Consul's access control comes from the variable \`CONSUL_HTTP_TOKEN\`. It needs these rights; a refusal is an error that names
the key, and never reads as an absent key:

    key_prefix "o2/components/aliecs" { policy = "read" }
    key_prefix "o2/hardware" { policy = "read" }
    key_prefix "o2/runtime" { policy = "write" }

While Consul does not answer at the start, it is asked again for \`--wait\` seconds (default 30). An answer that is not from a Consul, or a refusal,
ends the start at once.
`
