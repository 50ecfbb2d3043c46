import { describe, expect, it } from 'vitest'
import { PageStream } from '../../page-api/index.js'

const gone = (id: string) => ({ id, timestampMs: 1, error: null })

/** What a listener hears, as `event number`. */
function listen(stream: PageStream, lastEventId?: string) {
  const texts: string[] = []
  const end = stream.subscribe(lastEventId, (text) => texts.push(text))
  const ids = () => texts.map((text) => /^id: (.*)$/m.exec(text)?.[1] ?? '')
  const heard = () => texts.map((text) => /^event: (.*)$/m.exec(text)?.[1] ?? '')
  return { texts, ids, heard, end }
}

describe('PageStream', () => {
  it('begins with reset, then tells everything, as Server-Sent Events', () => {
    const stream = new PageStream()
    stream.publish('environment-gone', gone('before'))
    const { texts, end } = listen(stream)
    stream.publish('environment-gone', gone('E'))
    expect(texts).toEqual([
      expect.stringMatching(/^id: \S+\.1\nevent: reset\ndata: {}\n\n$/),
      expect.stringMatching(/^id: \S+\.2\nevent: environment-gone\ndata: {"id":"E",.*}\n\n$/),
    ])
    end()
    stream.publish('environment-gone', gone('after'))
    expect(texts).toHaveLength(2)
    expect(stream.listeners).toBe(0)
  })

  it('goes on where a listener was', () => {
    const stream = new PageStream()
    const first = listen(stream)
    for (const id of ['1', '2', '3']) stream.publish('environment-gone', gone(id))
    const again = listen(stream, first.ids()[1])
    expect(again.ids()).toEqual(first.ids().slice(2))
    expect(listen(stream, first.ids().at(-1)).texts).toEqual([])
  })

  it('says reset for what is not kept any more, and for what it never said', () => {
    const stream = new PageStream()
    const first = listen(stream)
    for (let count = 0; count < 2001; count++) stream.publish('environment-gone', gone('x'))
    const [none, one, two] = first.ids()
    expect(listen(stream, none).heard()).toEqual(['reset'])
    expect(listen(stream, one).heard()).toHaveLength(2000)
    expect(listen(stream, two).heard()).toHaveLength(1999)
    const start = one?.split('.')[0]
    for (const id of [`${start}.2002`, 'other.5', `${start}.x`, '']) {
      expect(listen(stream, id).heard()).toEqual(['reset'])
    }
  })

  it('what is fleeting is not kept', () => {
    const stream = new PageStream()
    const first = listen(stream)
    stream.publish('environment-gone', gone('1'))
    // biome-ignore lint/suspicious/noExplicitAny: what is in it does not matter here
    stream.publishFleeting('kafka', {} as any)
    expect(first.heard()).toEqual(['reset', 'environment-gone', 'kafka'])
    expect(first.ids()[2]).toBe(first.ids()[1])
    expect(listen(stream, first.ids()[0]).heard()).toEqual(['environment-gone'])
  })
})
