import { AliecsError } from '../../errors.js'
import { excerpt } from '../../excerpt.js'
import type { SourcePosition } from './types.js'

const located = new WeakSet<AliecsError>()

/** Something is wrong with the template; whoever knows where adds file and line with {@link at}. */
export function fault(text: string): never {
  throw new AliecsError('TEMPLATE_INVALID', text)
}

/**
 * Runs `action`; an error that it throws on purpose is passed on with file, line and construct before its text,
 * unless a call further inside has given it its place already.
 */
export function at<T>(position: SourcePosition, construct: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof AliecsError) || located.has(error)) throw error
    const message = `${position.file}:${position.line}: ${construct}: ${error.message}`
    const placed = new AliecsError(error.code, message, { cause: error })
    located.add(placed)
    throw placed
  }
}

/** Lines of one error: an iterator can repeat a mistake once per role. */
const MOST_PROBLEMS = 100
/** Length of a line, in characters: expressions and values are part of it. */
const LONGEST_PROBLEM = 2000

/** What is wrong with one template: one line each, thrown together as one error. */
export class Problems {
  readonly #lines = new Set<string>()
  #more = 0

  add(position: SourcePosition, text: string): void {
    this.#note(`${position.file}:${position.line}: ${text}`)
  }

  /**
   * Runs `action` and keeps its fault for the end.
   *
   * @returns undefined when there was a fault
   * @throws AliecsError any other than TEMPLATE_INVALID, at once
   */
  attempt<T>(action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof AliecsError) || error.code !== 'TEMPLATE_INVALID') throw error
      this.#note(error.message)
      return undefined
    }
  }

  #note(text: string): void {
    const line = excerpt(text, LONGEST_PROBLEM)
    if (this.#lines.size < MOST_PROBLEMS) this.#lines.add(line)
    else if (!this.#lines.has(line)) this.#more += 1
  }

  /** @throws AliecsError TEMPLATE_INVALID, a line per problem */
  throwIfAny(): void {
    if (this.#lines.size === 0) return
    const more = this.#more === 0 ? [] : [`and ${this.#more} more problems`]
    throw new AliecsError('TEMPLATE_INVALID', [...this.#lines, ...more].join('\n'))
  }
}
