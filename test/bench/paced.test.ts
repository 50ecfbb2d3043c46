import { expect, test } from 'vitest'
import { paced } from '../../bench/paced.js'

test('starts each once, in order, never more than the bound, and ends with the last', async () => {
  const started: number[] = []
  let open = 0
  let most = 0
  await paced(10, 3, (number, done) => {
    started.push(number)
    most = Math.max(most, ++open)
    setImmediate(() => {
      open--
      done(null)
    })
  })
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect([most, open]).toEqual([3, 0])
})

test('ends with the first error', async () => {
  const failing = paced(5, 1, (number, done) =>
    setImmediate(() => done(number === 1 ? new Error('no') : null)),
  )
  await expect(failing).rejects.toThrow('no')
})
