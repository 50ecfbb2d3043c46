import { expect, it } from 'vitest'
import { type Begin, beginningOf } from '../../attach/beginning.js'

const known = { environments: 2, running: 1 }
const start = (committed: number | null, { offset = committed ?? 5, end = 20, partition = 0 } = {}) => ({
  ...{ topic: 't', partition, offset, committed, end },
})
const begun = (starts: ReturnType<typeof start>[], { begin = 'now' as Begin, isForgotten = false } = {}) => {
  const { toLearn, message, isFirst } = beginningOf(starts, { begin, group: 'g', isForgotten, known })
  return { toLearn: [...toLearn], message, isFirst }
}

it('at the very first start learns what there is', () => {
  expect(begun([start(null), start(null, { partition: 1, offset: 20 })])).toEqual({
    toLearn: [['t 0', 20]],
    message: 'first start of group g: learns from 15 events what there is, makes messages of new ones',
    isFirst: true,
  })
})

it('at the very first start makes messages of the past, if it is told to', () => {
  expect(begun([start(null)], { begin: 'beginning' })).toMatchObject({
    toLearn: [],
    message: 'first start of group g: makes messages of all (15 events)',
  })
  expect(begun([start(null)], { begin: { sinceMs: 0 } }).message).toContain('since 1970-01-01T00:00:00.000Z')
})

it('goes on where it was, whatever it is told', () => {
  const message = 'goes on where group g was: 2 environments, 1 in RUNNING, 8 events to catch up on'
  expect(begun([start(12), start(null, { partition: 1, offset: 20 })])).toEqual({
    ...{ toLearn: [], message, isFirst: false },
  })
  expect(begun([start(12)], { begin: 'beginning' }).message).toMatch(`${message}; --from-beginning`)
})

it('of what nothing is remembered, learns up to where it was', () => {
  const starts = [start(12, { offset: 3 }), start(3, { offset: 7, partition: 1 })]
  expect(begun(starts, { isForgotten: true })).toMatchObject({
    toLearn: [['t 0', 12]],
    message: expect.stringContaining('group g has no saved state'),
    isFirst: false,
  })
})
