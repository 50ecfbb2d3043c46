import { EventSource } from 'eventsource'
import type { NewsItem } from '../model/knowledge.js'
import { authorization } from './api.js'

/** How long after the core refused a connection the next attempt is made; lost ones come back by themselves. */
const RETRY_MS = 3000
/** The core says something every 15 s, if only that it is there; a connection that is dead says nothing, not even that. */
const SILENCE_LIMIT_MS = 45_000
const LISTEN_EVERY_MS = 5000
/** News that come together are shown together. */
const GATHER_MS = 60

const NAMES = ['environment', 'environment-gone', 'happening', 'record', 'kafka', 'run'] as const

export interface LiveListener {
  /** The connection is there. */
  onOpen(): void
  /** It is not, and is tried again. */
  onLost(): void
  /** The token is missing or wrong; no other attempt is made. */
  onUnauthorized(): void
  /** What is known may be out of date: it has to be asked for again. News that follow belong on top of it. */
  onReset(): void
  onNews(news: readonly NewsItem[]): void
}

/** Follows the stream of the core until it is told to stop. */
export function followStream(listener: LiveListener): () => void {
  let source: EventSource | null = null
  let timer: number | undefined
  let gathered: NewsItem[] = []
  let gathering: number | undefined
  let heardMs = 0

  const deliver = (): void => {
    gathering = undefined
    const news = gathered
    gathered = []
    if (news.length > 0) listener.onNews(news)
  }
  const open = (): void => {
    heardMs = Date.now()
    source = new EventSource('./api/stream', {
      fetch: async (url, init) => {
        const headers = { ...init.headers, ...authorization() }
        const response = await fetch(url, { ...init, headers })
        return overheard(response, () => {
          heardMs = Date.now()
        })
      },
    })
    source.addEventListener('open', () => listener.onOpen())
    source.addEventListener('reset', () => {
      gathered = []
      listener.onReset()
    })
    for (const name of NAMES) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        gathered.push({ name, data: JSON.parse(data) } as NewsItem)
        gathering ??= window.setTimeout(deliver, GATHER_MS)
      })
    }
    source.addEventListener('error', ({ code }) => {
      if (code === 401) {
        source?.close()
        listener.onUnauthorized()
        return
      }
      listener.onLost()
      if (source?.readyState !== EventSource.CLOSED) return
      clearTimeout(timer)
      timer = window.setTimeout(open, RETRY_MS)
    })
  }
  open()
  const watch = setInterval(() => {
    if (source?.readyState !== EventSource.OPEN || Date.now() - heardMs < SILENCE_LIMIT_MS) return
    source.close()
    listener.onLost()
    open()
  }, LISTEN_EVERY_MS)
  return () => {
    clearInterval(watch)
    source?.close()
    clearTimeout(timer)
    clearTimeout(gathering)
  }
}

/** The same answer; `hear` is told of everything that comes, comments included. */
function overheard(response: Response, hear: () => void): Response {
  const { body, status, statusText, headers } = response
  if (body === null) return response
  const listening = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hear()
      controller.enqueue(chunk)
    },
  })
  return new Response(body.pipeThrough(listening), { status, statusText, headers })
}
