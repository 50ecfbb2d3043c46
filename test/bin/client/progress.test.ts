import { describe, expect, it } from 'vitest'
import { follow } from '../../../bin/client/progress.js'
import { memoryContext } from '../../helpers/memory-output.js'
import { until } from '../../helpers/until.js'

/** A terminal that keeps every line that it showed for a while. */
function terminal() {
  const shown: string[] = []
  const { context, err, interrupt } = memoryContext()
  const output = {
    print: err.print,
    colors: err.colors,
    columns: 80,
    status: (text: string) => shown.push(text),
  }
  return { context: { ...context, err: output }, shown, err, interrupt }
}

describe('progress on a terminal', () => {
  it('is a line that changes until the work is done', async () => {
    const { context, shown } = terminal()
    const states = ['DEPLOYED', 'CONFIGURED']
    let finish = (_: string): void => {}
    const work = new Promise<string>((resolve) => {
      finish = resolve
    })
    const look = async () => states.shift() ?? Promise.reject(new Error('the core is busy'))
    const following = follow({ work, look, goesOn: 'it' }, context)
    await until(
      () => shown.length >= 3,
      () => shown.join(),
    )
    finish('done')
    expect(await following).toBe('done')
    expect(shown.slice(0, 3)).toEqual([
      expect.stringMatching(/^DEPLOYED {2}\d+\.\d s$/),
      expect.stringMatching(/^CONFIGURED {2}\d+\.\d s$/),
      expect.stringMatching(/^CONFIGURED {2}\d+\.\d s$/), // what was seen last, where a look fails
    ])
    expect(shown.at(-1)).toBe('')
  })

  it('ends with the work, also where a look does not', async () => {
    const { context, shown } = terminal()
    const look = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    await expect(
      follow({ work: Promise.reject(new Error('no')), look, goesOn: 'it' }, context),
    ).rejects.toThrow('no')
    expect(shown).toEqual([''])
  })
})

it('nothing is looked at where the other end is no terminal', async () => {
  const { context, err } = memoryContext()
  const look = () => Promise.reject(new Error('not to be called'))
  expect(await follow({ work: Promise.resolve(1), look, goesOn: 'it' }, context)).toBe(1)
  expect(err.texts).toEqual([])
})

it('an interruption says that the core goes on', async () => {
  const { context, err, interrupt } = memoryContext()
  interrupt()
  const work = Promise.reject(new Error('cancelled'))
  await expect(follow({ work, look: async () => '', goesOn: 'it' }, context)).rejects.toThrow('cancelled')
  expect(err.texts).toEqual(['interrupted; the core goes on with it'])
})
