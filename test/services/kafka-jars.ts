import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from './cache.js'
import { missingCommands, progress } from './commands.js'

const FETCH_TIMEOUT_MS = 20 * 60_000
const pom = join(import.meta.dirname, 'kafka', 'pom.xml')

function key(): string {
  const version = /<kafka\.version>(.+)<\/kafka\.version>/.exec(readFileSync(pom, 'utf8'))?.[1]
  if (version === undefined) throw new Error(`${pom}: no kafka.version`)
  return `kafka-${version}`
}

/** Why no Kafka can be run here, or null if one can. */
export function kafkaUnavailable(): string | null {
  return existsSync(cacheFolder(key())) ? missingCommands('java') : missingCommands('java', 'mvn')
}

/** The class path of Apache Kafka's broker and tools, fetched from Maven Central the first time. */
export async function kafkaClassPath(): Promise<string> {
  const folder = await cached(key(), async (target) => {
    progress(`fetching Apache Kafka (${key()}) with Maven, once`)
    await execa(
      'mvn',
      ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${target}`],
      { timeout: FETCH_TIMEOUT_MS, stdin: 'ignore' },
    )
  })
  return join(folder, '*')
}
