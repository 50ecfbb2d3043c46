import { onTestFinished } from 'vitest'

export interface ServerSentEvent {
  id: string
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: as the test expects it
  data: any
}

/** Listens until the test is over; `end` breaks the connection. */
export async function listenTo(url: string, headers: Record<string, string> = {}) {
  const controller = new AbortController()
  onTestFinished(() => controller.abort())
  const response = await fetch(url, { headers, signal: controller.signal })
  const events: ServerSentEvent[] = []
  const ended = read(response, events).catch(() => {})
  return { response, events, ended, end: () => controller.abort() }
}

async function read(response: Response, events: ServerSentEvent[]): Promise<void> {
  let text = ''
  if (response.body === null) return
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [/^[^:]*/.exec(line)?.[0], line.replace(/^[^:]*: ?/, '')]),
      )
      const event = fields.get('event')
      if (event === undefined) continue
      events.push({ id: fields.get('id') ?? '', event, data: JSON.parse(fields.get('data') ?? 'null') })
    }
  }
}
