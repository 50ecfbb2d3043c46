import type { DecodedRecord, EnvInfoJson, RunEventJson } from '../records/index.js'
import { messageTime } from './record-view.js'
import { KEPT, type Run } from './schemas.js'

const SOR = 'aliecs.env_state.RUNNING'
const EOR = 'aliecs.env_leave_state.RUNNING'
const ENDINGS: readonly (string | undefined)[] = ['STOP_ACTIVITY', 'GO_ERROR', 'TEARDOWN']

interface Entry {
  runNumber: number
  environmentId: string
  runType: string | null
  detectors: string[]
  sorMs: number | null
  eorMs: number | null
  /** By `aliecs.run`, for runs of environments that send no legacy messages; the end by a forgotten list too. */
  startedMs: number | null
  endedMs: number | null
  /** The end that was told of; null where none was. */
  toldEndMs: number | null
}

/** Which runs were on at a time; `keys` as `keyOf` makes them. */
interface RunList {
  timestampMs: number
  /** The later one of two at the same time came in later. */
  number: number
  keys: readonly string[]
}

/**
 * Runs, as the records tell them. They come in any order: topics are read side by side. A run without an EOR has ended with the
 * first list of runs without it, if no later one has it: so it is where a core was killed.
 */
export class RunBook {
  readonly #entries = new Map<string, Entry>()
  /** Oldest first. */
  readonly #lists: RunList[] = []
  /** The latest of them that has a run, by its key: lists and runs are too many to compare all with all. */
  readonly #lastWith = new Map<string, RunList>()
  #listNumber = 0
  /** What the core's own events say of environments, for runs that only they tell of. */
  readonly #environments = new Map<string, { runType: string | null; detectors: string[] }>()

  /** @returns the runs that it has changed */
  add(record: DecodedRecord): Run[] {
    const { content, topic } = record
    if (content.kind !== 'message') return []
    const timestampMs = messageTime(record)
    switch (content.type) {
      case 'kafka.NewStateNotification':
        return this.#notice(topic, content.message.envInfo ?? {}, timestampMs)
      case 'kafka.ActiveRunsList':
        return this.#list(content.message.activeRuns, timestampMs)
      case 'events.Event': {
        const { runEvent, environmentEvent } = content.message
        if (environmentEvent?.vars !== undefined) {
          this.#remember(environmentEvent.environmentId ?? '', environmentEvent.vars)
        }
        return runEvent === undefined ? [] : this.#runEvent(runEvent, timestampMs)
      }
    }
  }

  /** Oldest first. */
  runs(): Run[] {
    const all = [...this.#entries.values()].flatMap((entry) => this.#viewOf(entry) ?? [])
    return all.sort((a, b) => a.startMs - b.startMs)
  }

  #notice(topic: string, envInfo: EnvInfoJson, timestampMs: number): Run[] {
    if (topic !== SOR && topic !== EOR) return []
    const { runNumber, environmentId = '', runType, detectors = [] } = envInfo
    if (runNumber === undefined) return []
    const entry = this.#entry(environmentId, runNumber)
    entry.runType = runType ?? entry.runType
    if (detectors.length > 0) entry.detectors = detectors
    if (topic === SOR) {
      entry.sorMs ??= timestampMs
    } else {
      entry.eorMs = Math.min(entry.eorMs ?? timestampMs, timestampMs) // a GO_ERROR after a failed STOP tells it twice
      const enteredMs = Number(envInfo.enterStateTimestamp ?? 0)
      if (enteredMs > 0) entry.startedMs ??= enteredMs
    }
    return this.#changed(entry)
  }

  #list(activeRuns: readonly EnvInfoJson[], timestampMs: number): Run[] {
    const keys = activeRuns.map(({ environmentId = '', runNumber = 0 }) => keyOf(environmentId, runNumber))
    this.#listNumber += 1
    const list = { timestampMs, number: this.#listNumber, keys }
    this.#lists.splice(this.#indexAfter(list), 0, list)
    for (const key of keys) {
      const last = this.#lastWith.get(key)
      if (last === undefined || compare(last, list) < 0) this.#lastWith.set(key, list)
    }
    const changed = this.#open().filter((entry) => this.#endOf(entry) !== entry.toldEndMs)
    const [oldest] = this.#lists
    if (this.#lists.length > KEPT && oldest !== undefined) this.#forget(oldest)
    return changed.flatMap((entry) => this.#changed(entry))
  }

  /** Those that only lists can end. */
  #open(): Entry[] {
    return [...this.#entries.values()].filter(
      ({ sorMs, eorMs, endedMs }) => sorMs !== null && eorMs === null && endedMs === null,
    )
  }

  /** The oldest list; the runs that it has ended stay so. */
  #forget(oldest: RunList): void {
    for (const entry of this.#open()) {
      if (this.#endOf(entry) === oldest.timestampMs) entry.endedMs = oldest.timestampMs
    }
    for (const key of oldest.keys) {
      if (this.#lastWith.get(key) === oldest) this.#lastWith.delete(key)
    }
    this.#lists.shift()
  }

  #runEvent(event: RunEventJson, timestampMs: number): Run[] {
    const { environmentId = '', runNumber, transition, transitionStatus, error } = event
    if (runNumber === undefined || runNumber === 0) return []
    if (transition === 'START_ACTIVITY') {
      if (transitionStatus !== 'DONE_OK' || error !== undefined) return []
      const entry = this.#entry(environmentId, runNumber)
      entry.startedMs ??= timestampMs
      return this.#changed(entry)
    }
    if (!ENDINGS.includes(transition)) return []
    const entry = this.#entry(environmentId, runNumber)
    entry.endedMs = Math.min(entry.endedMs ?? timestampMs, timestampMs)
    return this.#changed(entry)
  }

  #remember(environmentId: string, vars: Readonly<Record<string, string>>): void {
    const { run_type: runType, detectors } = vars
    this.#environments.set(environmentId, { runType: runType ?? null, detectors: namesIn(detectors) })
    const [oldest] = this.#environments.keys()
    if (this.#environments.size > KEPT && oldest !== undefined) this.#environments.delete(oldest)
  }

  #entry(environmentId: string, runNumber: number): Entry {
    const key = keyOf(environmentId, runNumber)
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const times = { sorMs: null, eorMs: null, startedMs: null, endedMs: null }
    const untold = { toldEndMs: null }
    const entry: Entry = { runNumber, environmentId, runType: null, detectors: [], ...times, ...untold }
    this.#entries.set(key, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > KEPT && oldest !== undefined) this.#entries.delete(oldest)
    return entry
  }

  #changed(entry: Entry): Run[] {
    const view = this.#viewOf(entry)
    if (view === null) return []
    entry.toldEndMs = view.endMs
    return [view]
  }

  /** Null where nothing says when it began. */
  #viewOf(entry: Entry): Run | null {
    const { runNumber, environmentId, sorMs, startedMs } = entry
    const startMs = sorMs ?? startedMs
    if (startMs === null) return null
    const told = this.#environments.get(environmentId)
    return {
      runNumber,
      environmentId,
      runType: entry.runType ?? told?.runType ?? null,
      detectors: entry.detectors.length > 0 ? entry.detectors : (told?.detectors ?? []),
      startMs,
      endMs: this.#endOf(entry),
    }
  }

  /** Null while it is on. */
  #endOf(entry: Entry): number | null {
    const { sorMs, eorMs, endedMs } = entry
    return eorMs ?? endedMs ?? (sorMs === null ? null : this.#unlistedSince(entry, sorMs))
  }

  #unlistedSince({ environmentId, runNumber }: Entry, startMs: number): number | null {
    const last = this.#lastWith.get(keyOf(environmentId, runNumber))
    const start = { timestampMs: startMs, number: Number.POSITIVE_INFINITY }
    const from = last !== undefined && compare(start, last) < 0 ? last : start
    return this.#lists[this.#indexAfter(from)]?.timestampMs ?? null
  }

  /** Of the first list that comes after it. */
  #indexAfter(moment: Moment): number {
    let [low, high] = [0, this.#lists.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const list = this.#lists[middle]
      if (list !== undefined && compare(list, moment) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

type Moment = Pick<RunList, 'timestampMs' | 'number'>

function compare(a: Moment, b: Moment): number {
  return a.timestampMs - b.timestampMs || a.number - b.number
}

function keyOf(environmentId: string, runNumber: number): string {
  return `${runNumber} ${environmentId}`
}

/** A JSON array of names, as the variable `detectors` is. */
function namesIn(text = ''): string[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : []
  } catch {
    return []
  }
}
