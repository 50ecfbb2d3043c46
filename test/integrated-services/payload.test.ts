import { expect, it } from 'vitest'
import { message, messageMap, payloadText } from '../../integrated-services/payload.js'

it('sorts the keys of a payload, not those of what is in it', () => {
  expect(payloadText({ b: { z: 1, a: 2 }, a: [], c: undefined })).toBe('{"a":[],"b":{"z":1,"a":2}}')
})

it('escapes as Go does, and what is escaped reads the same', () => {
  const text = payloadText({ text: '<b> & "q"\u2028 \u{1F600}' })
  expect(text).toBe('{"text":"\\u003cb\\u003e \\u0026 \\"q\\"\\u2028 \u{1F600}"}')
  expect(JSON.parse(text)).toEqual({ text: '<b> & "q"\u2028 \u{1F600}' })
})

it('a message has no zero values', () => {
  const zeros = { a: 0, b: '', c: false, d: [], e: {}, f: undefined }
  expect(JSON.stringify(message({ z: 1, ...zeros, y: 'x', list: [0], nested: { a: 0 } }))).toBe(
    '{"z":1,"y":"x","list":[0],"nested":{"a":0}}',
  )
})

it('a map is sorted', () => {
  expect(
    JSON.stringify(
      messageMap([
        ['b', '1'],
        ['a', ''],
      ]),
    ),
  ).toBe('{"a":"","b":"1"}')
})
