/**
 * Words of clients came into the log as they were: with a line break in a template's name or a variable anybody could write
 * lines of his own, and move the cursor of the terminal that shows them.
 */
import { expect, it } from 'vitest'
import { createLogger } from '../../bin/log.js'
import { MemoryOutput } from '../helpers/memory-output.js'

it('text of clients makes no line of the log, and no control character', () => {
  const err = new MemoryOutput()
  const logger = createLogger({ err, level: 'info', format: 'text' })
  logger.error(
    { name: 'E\n12:00:00.000 INFO  a' },
    'no "x\n12:00:00.000 INFO  all is done\u001b[2J\r\u007f\u009b"',
  )
  const [first, second, third, ...more] = err.lines
  expect(first).toMatch(/^[\d:.]+ ERROR no "x$/)
  expect(second).toBe('    12:00:00.000 INFO  all is done\\u001b[2J\\u000d\\u007f\\u009b" name=E')
  expect(third).toBe('    12:00:00.000 INFO  a')
  expect(more).toEqual([])
})
