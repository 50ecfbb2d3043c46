import type { VarStack } from '../plugin/host.js'
import type { AttachedEnvironment, EnvironmentMemory } from './attached-environment.js'
import type { EnvironmentSequence, SavedSequence } from './environment-sequence.js'

/** One that is there. */
export interface Attached {
  environment: AttachedEnvironment
  sequence: EnvironmentSequence
}

/** All that is needed to go on with an environment elsewhere; JSON. */
export type SavedAttached = {
  memory: EnvironmentMemory
  sequence: SavedSequence
  /** Its entry in the running list; null where it has none. */
  listed: VarStack | null
}

/** Gone, and remembered for events that come late; JSON. */
export type SavedGone = { gone: true }

/** Environments that are gone and may still be spoken of by events that came late. */
const GONE_LIMIT = 1000

/** The environments that are there or were until lately: those in which something waits, and those that have changed. */
export class KnownEnvironments {
  readonly #attached = new Map<string, Attached>()
  readonly #waiting = new Set<string>()
  readonly #gone = new Set<string>()
  readonly #changed = new Set<string>()
  /** Of which something was given out to be saved, and no end of it. */
  readonly #saved = new Set<string>()
  readonly #forgotten = new Set<string>()

  get size(): number {
    return this.#attached.size
  }

  /** Those in which something waits for events or for time to go on. */
  get waiting(): ReadonlySet<string> {
    return this.#waiting
  }

  /** All that are there, the oldest first. */
  get all(): ReadonlyMap<string, Attached> {
    return this.#attached
  }

  find(environmentId: string): Attached | undefined {
    return this.#attached.get(environmentId)
  }

  isGone(environmentId: string): boolean {
    return this.#gone.has(environmentId)
  }

  add(environmentId: string, attached: Attached): void {
    this.#attached.set(environmentId, attached)
    this.#watch(environmentId, attached)
  }

  /** From what was saved, the oldest first. @param attached null where it is gone */
  restore(environmentId: string, attached: Attached | null): void {
    this.#saved.add(environmentId)
    if (attached === null) this.#gone.add(environmentId)
    else this.add(environmentId, attached)
  }

  /** It may have changed; nothing where it is gone meanwhile. */
  touch(environmentId: string): void {
    const attached = this.#attached.get(environmentId)
    if (attached === undefined) return
    this.#changed.add(environmentId)
    this.#watch(environmentId, attached)
  }

  remove(environmentId: string): void {
    this.#attached.delete(environmentId)
    this.#waiting.delete(environmentId)
    this.#gone.add(environmentId)
    this.#changed.add(environmentId)
    const [oldest] = this.#gone
    if (this.#gone.size <= GONE_LIMIT || oldest === undefined) return
    this.#gone.delete(oldest)
    this.#changed.delete(oldest)
    // What was never saved need not be taken back: a long history has a hundred thousand of them.
    if (this.#saved.delete(oldest)) this.#forgotten.add(oldest)
  }

  /** By environment id, what has changed since the last time; null: may be forgotten. */
  takeChanges(
    listedVars: (environmentId: string) => VarStack | null,
  ): Map<string, SavedAttached | SavedGone | null> {
    const changes = new Map<string, SavedAttached | SavedGone | null>()
    for (const id of this.#forgotten) changes.set(id, null)
    for (const id of this.#changed) {
      changes.set(id, this.#save(id, listedVars(id)))
      this.#saved.add(id)
    }
    this.#forgotten.clear()
    this.#changed.clear()
    return changes
  }

  #save(environmentId: string, listed: VarStack | null): SavedAttached | SavedGone {
    const attached = this.#attached.get(environmentId)
    if (attached === undefined) return { gone: true }
    const { environment, sequence } = attached
    return structuredClone({ memory: environment.memory, sequence: sequence.save(), listed })
  }

  #watch(environmentId: string, { sequence, environment }: Attached): void {
    const waits = sequence.waitsSince !== null || environment.waitsForRunSince !== null
    if (waits) this.#waiting.add(environmentId)
    else this.#waiting.delete(environmentId)
  }
}
