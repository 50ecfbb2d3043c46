import { AliecsError } from '../errors.js'

export interface AdmissionLimits {
  /** Environments at once, those in creation included. */
  environments: number
  /** Characters of the variables that clients gave to all of them together. */
  variableCharacters: number
}

/** Bound on what clients can make a core keep: environments, and the variables that came with them. */
export class Admission {
  readonly #limits: AdmissionLimits
  readonly #exists: (id: string) => boolean
  /** Characters of the variables, by environment id. */
  readonly #sizes = new Map<string, number>()

  constructor(limits: AdmissionLimits, exists: (id: string) => boolean) {
    this.#limits = limits
    this.#exists = exists
  }

  /**
   * Admits a new environment; its share is free again as soon as the environment does not exist any more.
   *
   * @throws AliecsError ENVIRONMENT_LIMIT
   */
  admit(id: string, characters: number): void {
    for (const known of this.#sizes.keys()) {
      if (!this.#exists(known)) this.#sizes.delete(known)
    }
    const { environments, variableCharacters } = this.#limits
    if (this.#sizes.size >= environments) {
      const text = `${environments} environments exist, which is the limit of this core; destroy some of them`
      throw new AliecsError('ENVIRONMENT_LIMIT', text)
    }
    const total = [...this.#sizes.values()].reduce((sum, size) => sum + size, characters)
    if (total > variableCharacters) {
      const text = `variables: expected at most ${variableCharacters} characters in all environments, got ${total}`
      throw new AliecsError('ENVIRONMENT_LIMIT', `${text}; destroy some environments`)
    }
    this.#sizes.set(id, characters)
  }
}
