import { expect, it } from 'vitest'
import { AliecsError, messageOf } from '../errors.js'

it('has code, cause and retryable', () => {
  const cause = new Error('below')
  const error = new AliecsError('KFK_TIMEOUT', 'above', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({
    name: 'AliecsError',
    code: 'KFK_TIMEOUT',
    message: 'above',
    cause,
    retryable: true,
  })
  expect(new AliecsError('KFK_VARS', '').retryable).toBe(false)
})

it('has a text for whatever was thrown', () => {
  expect(messageOf(new Error('text'))).toBe('text')
  expect(messageOf('just text')).toBe('just text')
  expect(messageOf(undefined)).toBe('undefined')
})
