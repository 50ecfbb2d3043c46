import type { EnvInfo } from './env-info.js'
import { compareUtf8, encodeActiveRunsList, encodeListEntry } from './messages.js'

interface ActiveRun {
  environmentId: string
  detectorCount: number
  /** Two or more detectors, ITS among them: these lead the list. */
  itsFirst: boolean
  runNumber: number
  encoded: Uint8Array
}

/**
 * The environments in RUNNING, in the order in which Grafana shows them. Each is encoded and put in its place once,
 * when it enters; a list costs copying its bytes.
 */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>()
  /** The same, in list order. */
  readonly #ordered: ActiveRun[] = []
  /** All entries, one after the other; null after a change, until the next list. */
  #entries: Uint8Array | null = null

  get size(): number {
    return this.#runs.size
  }

  /** Adds the environment, or replaces its entry. */
  set(envInfo: EnvInfo): void {
    const { environmentId, detectors, runNumber } = envInfo
    this.delete(environmentId)
    const run = {
      environmentId,
      detectorCount: detectors.length,
      itsFirst: detectors.length >= 2 && detectors.includes('ITS'),
      runNumber: runNumber ?? Number.POSITIVE_INFINITY,
      encoded: encodeListEntry(envInfo),
    }
    this.#runs.set(environmentId, run)
    this.#ordered.splice(this.#placeOf(run), 0, run)
    this.#entries = null
  }

  delete(environmentId: string): void {
    const run = this.#runs.get(environmentId)
    if (run === undefined) return
    this.#runs.delete(environmentId)
    this.#ordered.splice(this.#placeOf(run), 1)
    this.#entries = null
  }

  /** @param timestampMs ms since the Unix epoch, the moment that the list is true for */
  encode(timestampMs: number): Uint8Array {
    this.#entries ??= Buffer.concat(this.#ordered.map(({ encoded }) => encoded))
    return encodeActiveRunsList([this.#entries], timestampMs)
  }

  /** The index of the first that does not come before it: its own, if it is there. */
  #placeOf(run: ActiveRun): number {
    let low = 0
    let high = this.#ordered.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#ordered[middle]
      if (other !== undefined && compareRuns(other, run) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Total, so that a list never depends on history: environments with ITS and company, then the number of detectors,
 * most first, then the run number (none comes last), then the environment id.
 */
function compareRuns(a: ActiveRun, b: ActiveRun): number {
  if (a.itsFirst !== b.itsFirst) return a.itsFirst ? -1 : 1
  if (a.detectorCount !== b.detectorCount) return b.detectorCount - a.detectorCount
  if (a.runNumber !== b.runNumber) return a.runNumber < b.runNumber ? -1 : 1
  return compareUtf8(a.environmentId, b.environmentId)
}
