import { AliecsError } from '../errors.js'
import { excerpt, listed } from '../excerpt.js'
import type { Environment } from './environment.js'

/** The environments that there are, by id, and what they keep from each other. */
export class EnvironmentRegistry {
  readonly #environments = new Map<string, Environment>()

  /** In the order of their creation. */
  get all(): Environment[] {
    return [...this.#environments.values()]
  }

  find(id: string): Environment | undefined {
    return this.#environments.get(id)
  }

  /** @throws AliecsError ENVIRONMENT_UNKNOWN */
  get(id: string): Environment {
    const environment = this.#environments.get(id)
    if (environment !== undefined) return environment
    const ids = [...this.#environments.keys()]
    const there = ids.length === 0 ? 'there is none' : `there is: ${listed(ids)}`
    throw new AliecsError('ENVIRONMENT_UNKNOWN', `no environment with id ${excerpt(id)}; ${there}`)
  }

  /** Of all environments, sorted. */
  activeDetectors(): string[] {
    return [...new Set(this.all.flatMap(({ detectors }) => detectors))].sort()
  }

  /**
   * From here on the environment's detectors are taken: nothing can happen between the check and that.
   *
   * @throws AliecsError DETECTOR_IN_USE
   */
  add(environment: Environment): void {
    const active = new Set(this.activeDetectors())
    const taken = environment.detectors.find((detector) => active.has(detector))
    if (taken !== undefined)
      throw new AliecsError('DETECTOR_IN_USE', `detector ${excerpt(taken)} is already in use`)
    this.#environments.set(environment.id, environment)
  }

  /** Forgets an environment that was torn down. */
  remove(environment: Environment): void {
    this.#environments.delete(environment.id)
  }
}
