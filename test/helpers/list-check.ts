import type { PublishRecord, PublishResult } from '../../plugin/host.js'
import { decodeLegacy, type EnvInfo, rankOf } from './legacy-records.js'
import { MemoryPublisher } from './memory-publisher.js'

/**
 * Publisher that notes wrong lists. A list must hold the environments that are in RUNNING at that time and have
 * announced it, in the documented order. Recorded lists cannot show it: they are a second late when several
 * environments are at work.
 */
export class ListCheck extends MemoryPublisher {
  readonly wrong: string[] = []
  isRunning: (id: string) => boolean = () => false
  readonly #announced = new Map<string, EnvInfo>()

  override publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    for (const message of records.flatMap((record) => decodeLegacy(record) ?? [])) {
      if (message.kind === 'N') {
        const { environmentId, fields } = message.info
        if (fields.state === 'RUNNING') this.#announced.set(environmentId, message.info)
        else this.#announced.delete(environmentId) // a forced teardown announces UNKNOWN while it is in RUNNING
      }
      if (message.kind === 'list') this.#check(message.runs.map(({ environmentId }) => environmentId))
    }
    return super.publish(records, options)
  }

  #check(listed: string[]): void {
    const running = [...this.#announced.values()].filter(({ environmentId }) => this.isRunning(environmentId))
    const expected = running.sort((a, b) => rankOf(a) - rankOf(b) || a.runNumber - b.runNumber)
    const [got, wanted] = [listed.join(), expected.map(({ environmentId }) => environmentId).join()]
    if (got !== wanted) this.wrong.push(`[${got}] where [${wanted}] run`)
  }
}
