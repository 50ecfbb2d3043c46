import { expect, it } from 'vitest'
import { CONTROL } from '../../control-api/definitions.js'
import { countFields, MOST_FIELDS, withRequestBounds } from '../../control-api/request-bounds.js'

const { NewEnvironment, CleanupTasks } = withRequestBounds(CONTROL.definition)

it('counts the fields at the top of a message, of every kind', () => {
  const bytes = NewEnvironment?.requestSerialize({
    workflowTemplate: 't',
    public: true,
    vars: { a: '1', b: '2' },
  })
  expect(countFields(bytes ?? Buffer.alloc(0), 100)).toBe(4)
  expect(countFields(Buffer.from([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 0x80, 1]), 100)).toBe(
    3,
  )
  expect(countFields(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 100)).toBeLessThan(3)
})

it('stops counting where there are enough', () => {
  expect(countFields(Buffer.alloc(1000), 10)).toBe(10)
})

it('reads no number further than ten bytes and leaves the message to the decoder', () => {
  let reads = 0
  const endless = new Proxy(Buffer.alloc(10_000, 0xff), {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1
      return Reflect.get(target, name)
    },
  })
  expect(countFields(endless, MOST_FIELDS)).toBe(1)
  expect(reads).toBeLessThan(20)
  expect(() => NewEnvironment?.requestDeserialize(Buffer.alloc(10_000, 0xff))).toThrow()
})

it('decodes what is within the bound and refuses everything else before it is decoded', () => {
  const taskIds = Array.from({ length: MOST_FIELDS }, () => 'x')
  const decoded = (ids: string[]) =>
    CleanupTasks?.requestDeserialize(CleanupTasks.requestSerialize({ taskIds: ids }))
  expect(decoded(taskIds)).toMatchObject({ taskIds })
  expect(() => decoded([...taskIds, 'y'])).toThrow('expected at most 10000 fields')
})
