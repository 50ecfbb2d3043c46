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
 * The environments in RUNNING, in the order in which Grafana shows them. Each is encoded once, when it enters;
 * a list costs a concatenation.
 */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>()
  /** Null after a change, until the next list. */
  #sorted: Uint8Array[] | null = null

  get size(): number {
    return this.#runs.size
  }

  has(environmentId: string): boolean {
    return this.#runs.has(environmentId)
  }

  /** Adds the environment, or replaces its entry. */
  set(envInfo: EnvInfo): void {
    const { environmentId, detectors, runNumber } = envInfo
    this.#runs.set(environmentId, {
      environmentId,
      detectorCount: detectors.length,
      itsFirst: detectors.length >= 2 && detectors.includes('ITS'),
      runNumber: runNumber ?? Number.POSITIVE_INFINITY,
      encoded: encodeListEntry(envInfo),
    })
    this.#sorted = null
  }

  delete(environmentId: string): void {
    if (this.#runs.delete(environmentId)) this.#sorted = null
  }

  /** @param timestampMs ms since the Unix epoch, the moment that the list is true for */
  encode(timestampMs: number): Uint8Array {
    this.#sorted ??= [...this.#runs.values()].sort(compareRuns).map((run) => run.encoded)
    return encodeActiveRunsList(this.#sorted, timestampMs)
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
