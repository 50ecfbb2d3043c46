import type { EnvironmentMoment, RunMoment } from './moment.js'

/** What is remembered of an environment's runs; JSON. */
export interface RunMemory {
  /** Of the run that is on; 0 where there is none. */
  runNumber: number
  /** The latest START_ACTIVITY; null before the first. */
  activity: Activity | null
  /** Runs that were heard of and are not told yet, by time: the two topics have no order between them. */
  runs: readonly RunStart[]
}

interface Activity {
  /** ns since the Unix epoch, as text. */
  startedNano: string
  /** That of the state from which it started. */
  enterStateTime: string | null
  hasTold: boolean
  /** Of the latest event of it, once its hooks have begun: there the run is; ns since the Unix epoch, as text. */
  reachedNano: string | null
  isOver: boolean
  /** The end of the hooks before it, which shows the run number too; null until then. */
  prepared: RunStart | null
}

interface RunStart {
  timestampMs: number
  /** ns since the Unix epoch, as text. */
  timestampNano: string
  runNumber: number
}

/** The beginning of a run in the START_ACTIVITY that made it. */
export interface JoinedRun {
  timestampMs: number
  runNumber: number
  /** That of the state from which it started. */
  enterStateTime: string | null
}

/** Of runs whose START_ACTIVITY has not come, so many are remembered. */
const RUNS_LIMIT = 16
/** A run that comes before its START_ACTIVITY is known to be its own without more events if it began so soon after it. */
const SOON_NANO = 1_000_000_000n

/**
 * The runs of one environment and the transitions that they belong to: `aliecs.run` and `aliecs.environment` have no
 * order between them.
 */
export class RunJoin {
  readonly #memory: RunMemory

  /** @param memory is changed */
  constructor(memory: RunMemory) {
    this.#memory = memory
  }

  /** The run whose number is known and whose own event has not come; ns since the Unix epoch. */
  get waitsSince(): bigint | null {
    const { activity } = this.#memory
    return activity === null || activity.hasTold || activity.prepared === null
      ? null
      : BigInt(activity.prepared.timestampNano)
  }

  /**
   * @param moment of a START_ACTIVITY
   * @param enterStateTime that of the state before it
   */
  onMoment(
    { phase, timestampMs, timestampNano, runNumber }: EnvironmentMoment,
    enterStateTime: string | null,
  ): void {
    const memory = this.#memory
    // Where its beginning never came, the next step of the hooks before it begins it.
    const isNew = phase === 'starting' || (memory.activity?.isOver !== false && phase.startsWith('before-'))
    if (isNew) {
      memory.runNumber = 0
      memory.activity = {
        startedNano: String(timestampNano),
        enterStateTime,
        hasTold: false,
        reachedNano: null,
        isOver: false,
        prepared: null,
      }
    }
    if (phase !== 'starting' && memory.activity !== null) {
      const isOver = phase === 'completed' || phase === 'failed'
      memory.activity = { ...memory.activity, reachedNano: String(timestampNano), isOver }
    }
    if (phase === 'before-finished' && runNumber !== 0 && memory.activity?.hasTold === false) {
      memory.activity = {
        ...memory.activity,
        prepared: { timestampMs, timestampNano: String(timestampNano), runNumber },
      }
    }
  }

  /** @param run the beginning of START_ACTIVITY: `aliecs.environment` tells the rest */
  onRun({ timestampMs, timestampNano, runNumber }: RunMoment): JoinedRun | null {
    const run = { timestampMs, timestampNano: String(timestampNano), runNumber }
    const { activity, runs } = this.#memory
    this.#memory.runs = [...runs, run].sort(byTime).slice(-RUNS_LIMIT)
    // What comes while the hooks run, and nothing else is known, is what they have made.
    const isExpected = activity !== null && activity.reachedNano !== null && runs.length === 0
    return this.join({ isExpected })
  }

  /**
   * The beginning of a run and that of its transition, whichever came first. A run that came early may be that of a later
   * transition, if its own event is what is missing: it is taken where an event shows that it is of this one.
   */
  join({ isExpected = false } = {}): JoinedRun | null {
    const { runs, activity } = this.#memory
    if (activity === null || runs.length === 0) return null
    const startedNano = BigInt(activity.startedNano)
    const left = runs.filter(({ timestampNano }) => BigInt(timestampNano) >= startedNano)
    this.#memory.runs = left
    const [run] = left
    if (run === undefined || activity.hasTold || activity.reachedNano === null) return null
    const runNano = BigInt(run.timestampNano)
    const isOpen = !activity.isOver && (isExpected || runNano - startedNano < SOON_NANO)
    if (!isOpen && runNano > BigInt(activity.reachedNano)) return null
    this.#memory.runs = left.slice(1)
    this.#memory.runNumber = run.runNumber
    return this.#tell(run, activity)
  }

  /** Gives up on the event of the run, if its number was known before `nano` from elsewhere. */
  release(nano: bigint): JoinedRun | null {
    const since = this.waitsSince
    const { activity } = this.#memory
    if (since === null || since >= nano || !activity?.prepared) return null
    return this.#tell(activity.prepared, activity)
  }

  #tell({ timestampMs, runNumber }: RunStart, activity: Activity): JoinedRun {
    this.#memory.activity = { ...activity, hasTold: true, prepared: null }
    return { timestampMs, runNumber, enterStateTime: activity.enterStateTime }
  }
}

function byTime(a: RunStart, b: RunStart): number {
  const difference = BigInt(a.timestampNano) - BigInt(b.timestampNano)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
