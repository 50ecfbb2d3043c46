import { setImmediate } from 'node:timers/promises'
import { readTemplateInfo, type TemplateInfo } from '../core/workflow/index.js'
import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { RecentMap } from './recent-map.js'
import type { TemplateSource } from './repository.js'

/** Of all repositories and revisions together. */
const MOST_TEMPLATES = 2000

/** Reads what templates say of themselves, each text once. */
export class TemplateReader {
  /** By the version of the text; null where that is no template. */
  readonly #known = new RecentMap<{ info: TemplateInfo | null }>(MOST_TEMPLATES)
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** @returns null for what cannot be loaded, with a warning: one for each text that is no template */
  async read(source: TemplateSource): Promise<TemplateInfo | null> {
    const known = this.#known.get(source.version)
    if (known !== undefined) return known.info
    try {
      const info = await this.#parse(source)
      this.#known.set(source.version, { info })
      return info
    } catch (error) {
      this.#warn(source, error) // may be over the next time
      return null
    }
  }

  async #parse(source: TemplateSource): Promise<TemplateInfo | null> {
    const content = await source.text()
    await setImmediate() // large ones take a while: others have their turn in between
    try {
      return readTemplateInfo(source.place, content)
    } catch (error) {
      this.#warn(source, error)
      return null
    }
  }

  #warn({ name }: TemplateSource, error: unknown): void {
    const [first, ...more] = messageOf(error).split('\n')
    const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
    this.#logger.warn({ template: name }, `a template is not offered: ${first}${rest}`)
  }
}
