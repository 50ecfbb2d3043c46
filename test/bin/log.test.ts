import { expect, it } from 'vitest'
import { createLogger } from '../../bin/log.js'
import { MemoryOutput } from '../helpers/memory-output.js'

it('writes a readable line: time, level, sentence, and the fields that the sentence does not say', () => {
  const err = new MemoryOutput()
  const logger = createLogger({ err, level: 'info', format: 'text' })
  logger.warn({ topic: 'a.b', retries: 3, status: 'queued' }, 'nothing on a.b')
  logger.debug({}, 'not shown')
  expect(err.lines).toHaveLength(1)
  expect(err.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}nothing on a\.b retries=3 status=queued$/)
})

it("writes pino's JSON", () => {
  const err = new MemoryOutput()
  createLogger({ err, level: 'info', format: 'json' }).error({ code: 'X' }, 'sentence')
  expect(JSON.parse(err.lines[0] ?? '')).toMatchObject({ level: 50, code: 'X', msg: 'sentence' })
})

it.each(['text', 'json'] as const)('cuts a text that is too long for a line, as %s', (format) => {
  const err = new MemoryOutput()
  const long = 'x'.repeat(2 ** 20)
  createLogger({ err, level: 'info', format }).info({ field: long, other: 'short' }, `sentence ${long}`)
  const [line = ''] = err.lines
  expect(line.length).toBeLessThan(35_000)
  expect(line).toContain('xxx… (1048576 characters)')
  expect(line).toContain('xxx… (1048585 characters)')
  expect(line).toContain('short')
})
