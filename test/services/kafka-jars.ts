import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from './cache.js'
import { missingCommands, progress } from './commands.js'

const FETCH_TIMEOUT_MS = 20 * 60_000
const pom = join(import.meta.dirname, 'kafka', 'pom.xml')

/** The first one is what the tests run on; 3.9 is the last line that still answers old clients. */
export type KafkaVersion = '4.1.0' | '3.9.1'

const key = (version: KafkaVersion): string => `kafka-${version}`

/** Why this Kafka cannot be run here, or null if it can. */
export function kafkaUnavailable(version: KafkaVersion = '4.1.0'): string | null {
  return existsSync(cacheFolder(key(version))) ? missingCommands('java') : missingCommands('java', 'mvn')
}

/** The class path of Apache Kafka's broker and tools, fetched from Maven Central the first time. */
export async function kafkaClassPath(version: KafkaVersion = '4.1.0'): Promise<string> {
  const folder = await cached(key(version), async (target) => {
    progress(`fetching Apache Kafka ${version} with Maven, once`)
    const options = [`-Dkafka.version=${version}`, `-DoutputDirectory=${target}`]
    await execa('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', ...options], {
      timeout: FETCH_TIMEOUT_MS,
      stdin: 'ignore',
    })
  })
  return join(folder, '*')
}
