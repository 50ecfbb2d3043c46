import type { z } from 'zod'
import { KEPT, type RecordView, type recordsQuerySchema } from './schemas.js'

export type RecordsFilter = z.output<typeof recordsQuerySchema>

/** The latest records by their time, however they come in: topics are read side by side. */
export class RecordStore {
  /** Oldest first. */
  readonly #records: RecordView[] = []

  add(record: RecordView): void {
    let index = this.#records.length
    while (index > 0 && (this.#records[index - 1]?.timestampMs ?? 0) > record.timestampMs) index--
    this.#records.splice(index, 0, record)
    if (this.#records.length > KEPT) this.#records.shift()
  }

  /** Newest first. */
  find({ topic, env, run, text, limit }: RecordsFilter): RecordView[] {
    const found: RecordView[] = []
    const wanted = text?.toLowerCase()
    for (let index = this.#records.length - 1; index >= 0 && found.length < limit; index--) {
      const record = this.#records[index]
      if (record === undefined) break
      if (topic !== undefined && !record.topic.includes(topic)) continue
      if (env !== undefined && !isAboutEnvironment(record, env)) continue
      if (run !== undefined && !isAboutRun(record, run)) continue
      if (wanted !== undefined && !textOf(record).includes(wanted)) continue
      found.push(record)
    }
    return found
  }
}

/** In lists of runs the environment is inside. */
function isAboutEnvironment({ environmentId, key, json }: RecordView, env: string): boolean {
  if (environmentId !== null) return environmentId === env
  return key === env || JSON.stringify(json).includes(JSON.stringify(env))
}

function isAboutRun({ runNumber, json }: RecordView, run: number): boolean {
  if (runNumber !== null) return runNumber === run
  return new RegExp(`"runNumber":${run}\\b`).test(JSON.stringify(json))
}

function textOf({ topic, key, summary, json }: RecordView): string {
  return `${topic} ${key ?? ''} ${summary} ${JSON.stringify(json)}`.toLowerCase()
}
