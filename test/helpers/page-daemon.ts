import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Daemon, startDaemon } from '../../bin/daemon.js'
import { loadSettings } from '../../settings/index.js'
import { MemoryLogger } from './memory-logger.js'

const EXAMPLES = join(import.meta.dirname, '../../examples')

export interface PageDaemonOptions {
  brokers: string
  /** Of this daemon: its settings and its run numbers. */
  folder: string
  pagePort?: number
  pageToken?: string
}

/** A daemon in this process, with the page, on the example's templates and detectors. */
export async function startPageDaemon(options: PageDaemonOptions): Promise<Daemon> {
  const { brokers, folder, pagePort = 0, pageToken = '' } = options
  const settings = writeSettings(folder, 'true')
  const logger = new MemoryLogger()
  const loaded = await loadSettings({
    uri: pathToFileURL(settings).href,
    flags: {
      ...{ kafkaEndpoint: brokers, kafkaEndpoints: brokers, coreWorkingDir: folder, pageToken },
      ...{ controlPort: '0', apricotPort: '0', pagePort: String(pagePort) },
    },
    logger,
  })
  return startDaemon({ loaded, logger })
}

/** The example, with that value of `kafka_enabled` in the configuration; read anew for each environment. */
export function writeSettings(folder: string, kafkaEnabled: 'true' | 'false'): string {
  const path = join(folder, 'settings.yaml')
  const text = readFileSync(join(EXAMPLES, 'settings.yaml'), 'utf8')
    .replace('- workflows', `- ${join(EXAMPLES, 'workflows')}`)
    .replace('kafka_enabled: "true"', `kafka_enabled: "${kafkaEnabled}"`)
  writeFileSync(path, text)
  return path
}
