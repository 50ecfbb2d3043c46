import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from './cache.js'
import { missingCommands, progress } from './commands.js'

const BUILD_TIMEOUT_MS = 60 * 60_000
export const PQ_VERSION = '1.4.4'
const KEY = `pq-${PQ_VERSION}`

/** Why pq cannot be run here, or null if it can. */
export function pqUnavailable(): string | null {
  return existsSync(cacheFolder(KEY)) ? null : missingCommands('cargo')
}

/** pq, which decodes Kafka's records with descriptor sets; built from its Rust package the first time. */
export async function pqBinary(): Promise<string> {
  const folder = await cached(KEY, async (target) => {
    progress(`building pq ${PQ_VERSION} with cargo, once: about 3 minutes on two cores`)
    await execa(
      'cargo',
      ['install', '--quiet', 'pq', '--version', PQ_VERSION, '--locked', '--root', target],
      {
        timeout: BUILD_TIMEOUT_MS,
        stdin: 'ignore',
      },
    )
  })
  return join(folder, 'bin', 'pq')
}
