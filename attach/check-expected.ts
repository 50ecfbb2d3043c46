import type { Logger } from '../plugin/host.js'
import { AttachedCore, type AttachedCoreOptions } from './attached-core.js'
import { type LegacyRecord, legacyRecord } from './check-record.js'
import type { EnvironmentMoment, Moment, Phase, RunMoment } from './moment.js'

/** What the events imply. */
export interface ExpectedRecord extends LegacyRecord {
  /** Made of a core's start: a plugin starts some time before or after its core says so. */
  isStart: boolean
}

/** From its first event to its latest; ms since the Unix epoch. */
export interface Life {
  fromMs: number
  toMs: number
}

const BEFORE_VARIABLES: readonly Phase[] = ['creating', 'creation-failed', 'aside']

/** From the events of the core, in about the order of time, to the records that should be on the legacy topics. */
export class ExpectedRecords {
  readonly #core: AttachedCore
  /** Those with variables: what is sent of an environment without them is not known. */
  readonly #known = new Set<string>()
  readonly #partial = new Map<string, Life>()
  readonly #startsMs = new Set<number>()

  constructor(options: Pick<AttachedCoreOptions, 'gate' | 'gateDefault'> & { logger: Logger }) {
    this.#core = new AttachedCore(options)
  }

  /** Environments whose event with the variables is not there: it was deleted, or lost. */
  get partial(): ReadonlyMap<string, Life> {
    return this.#partial
  }

  hasHeardOf(environmentId: string): boolean {
    return this.#known.has(environmentId) || this.#partial.has(environmentId)
  }

  accept(moment: Moment): ExpectedRecord[] {
    if (moment.kind === 'core-start') this.#startsMs.add(moment.timestampMs)
    else this.#noteLife(moment)
    this.#core.accept(moment)
    return this.#take()
  }

  /** Nothing more comes: what waits for events that are missing waits no longer. */
  end(): ExpectedRecord[] {
    this.#core.advance(this.#core.latestNano + 1_000_000_000n)
    return this.#take()
  }

  #noteLife(moment: EnvironmentMoment | RunMoment): void {
    const { environmentId: id, timestampMs } = moment
    if (moment.kind === 'environment' && moment.phase === 'loaded') {
      this.#known.add(id)
      this.#partial.delete(id)
    }
    const hasBegun = moment.kind === 'run' || !BEFORE_VARIABLES.includes(moment.phase)
    if (id === '' || !hasBegun || this.#known.has(id)) return
    const { fromMs, toMs } = this.#partial.get(id) ?? { fromMs: timestampMs, toMs: timestampMs }
    this.#partial.set(id, { fromMs: Math.min(fromMs, timestampMs), toMs: Math.max(toMs, timestampMs) })
  }

  #take(): ExpectedRecord[] {
    return this.#core.take().records.flatMap((record) => {
      const legacy = legacyRecord(record)
      if (legacy === null) return []
      const isStart = legacy.environmentId === null && this.#startsMs.has(legacy.timestampMs)
      return [{ ...legacy, isStart }]
    })
  }
}
