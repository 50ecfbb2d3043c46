import { expect, it } from 'vitest'
import { errorOf, LIBRDKAFKA, librdkafkaCode } from '../../broker/librdkafka-errors.js'

it('has the numbers of the librdkafka that is there', async () => {
  const { CODES } = (await import('node-rdkafka')).default
  const known = new Map<string, number>(Object.entries(CODES.ERRORS))
  for (const [name, number] of Object.entries(LIBRDKAFKA)) {
    expect([known.get(`ERR__${name}`), known.get(`ERR_${name}`)], name).toContain(number)
  }
})

it('keeps number and cause', () => {
  const cause = new Error('message size too large')
  const error = errorOf(cause, LIBRDKAFKA.MSG_SIZE_TOO_LARGE)
  expect(error).toMatchObject({
    code: 'KFK_MESSAGE_TOO_LARGE',
    cause,
    message: 'message size too large (librdkafka 10)',
  })
  expect(librdkafkaCode(error)).toBe(10)
  expect(librdkafkaCode(errorOf(new Error('x'), undefined))).toBeUndefined()
  expect(librdkafkaCode('x')).toBeUndefined()
})
