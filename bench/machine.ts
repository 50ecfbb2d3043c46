import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import rdkafka from 'node-rdkafka'
import type { Section } from './report.js'
import { spreadOf } from './statistics.js'

const WORK = Buffer.alloc(8 * 2 ** 20, 'x')

/** Facts that figures depend on. No names and no paths. */
export function describeMachine(kafkaVersion: string): Record<string, string> {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: `${availableParallelism()} (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    broker: kafkaVersion,
    'node-rdkafka': `${versionOf('node-rdkafka')}, librdkafka ${rdkafka.librdkafkaVersion}`,
    kafkajs: versionOf('kafkajs'),
    '@platformatic/kafka': versionOf('@platformatic/kafka'),
  }
}

/** How much else goes on: the same piece of work again and again, and the load, from the start to the end of a run. */
export class Noise {
  readonly #workMs: number[] = []
  readonly #loads: number[] = []

  sample(): void {
    this.#loads.push(loadavg()[0] ?? 0)
    for (let time = 0; time < 10; time++) {
      const start = performance.now()
      createHash('sha256').update(WORK).digest()
      this.#workMs.push(performance.now() - start)
    }
  }

  section(): Section {
    return {
      title: "The machine's noise",
      columns: [{ name: 'all along', unit: '', digits: 1 }],
      rows: [
        { name: 'the same 8 MiB hashed, ms', figures: [spreadOf(this.#workMs)] },
        { name: 'load average of a minute', figures: [spreadOf(this.#loads)] },
      ],
    }
  }
}

function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name))
  for (;;) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version?: string
      }
      if (version !== undefined) return version.replace(/^v/, '')
    } catch {
      if (folder === dirname(folder)) return 'unknown'
    }
    folder = dirname(folder)
  }
}
