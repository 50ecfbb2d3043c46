import { nanoid } from 'nanoid'
import { KEPT, type StreamEventName, type StreamEvents } from './schemas.js'

/** Takes an event as Server-Sent Events have it on the wire; must return at once. */
export type StreamListener = (text: string) => void

interface KeptEvent {
  number: number
  text: string
}

/** What happens, for every page that listens; the last events are kept for those that come back. */
export class PageStream {
  /** Numbers of an earlier process mean nothing here. */
  readonly #start = nanoid(8)
  readonly #kept: KeptEvent[] = []
  readonly #listeners = new Set<StreamListener>()
  #number = 0

  get listeners(): number {
    return this.#listeners.size
  }

  publish<Name extends StreamEventName>(name: Name, data: StreamEvents[Name]): void {
    this.#number += 1
    const text = this.#textOf(name, data)
    this.#kept.push({ number: this.#number, text })
    if (this.#kept.length > KEPT) this.#kept.shift()
    for (const listen of [...this.#listeners]) listen(text)
  }

  /** As `publish`, of what is soon told anew: it is not kept. */
  publishFleeting<Name extends StreamEventName>(name: Name, data: StreamEvents[Name]): void {
    if (this.#listeners.size === 0) return
    const text = this.#textOf(name, data)
    for (const listen of [...this.#listeners]) listen(text)
  }

  /**
   * Tells what has happened since `lastEventId`, or `reset` where that is not known any more, and then all that happens.
   *
   * @returns ends it
   */
  subscribe(lastEventId: string | undefined, listen: StreamListener): () => void {
    const missed = this.#since(lastEventId)
    if (missed === null) listen(this.#textOf('reset', {}))
    else for (const { text } of missed) listen(text)
    this.#listeners.add(listen)
    return () => this.#listeners.delete(listen)
  }

  /** Null where not everything is there any more. */
  #since(lastEventId: string | undefined): KeptEvent[] | null {
    const [, start, number] = /^(.+)\.(\d{1,15})$/.exec(lastEventId ?? '') ?? []
    if (start !== this.#start) return null
    const last = Number(number)
    const oldest = this.#kept[0]?.number ?? this.#number + 1
    if (last < oldest - 1 || last > this.#number) return null
    return this.#kept.filter((event) => event.number > last)
  }

  #textOf<Name extends StreamEventName>(name: Name, data: StreamEvents[Name]): string {
    return `id: ${this.#start}.${this.#number}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
  }
}
