import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { reportFailure, UsageError } from '../../bin/failure.js'
import { AliecsError } from '../../errors.js'
import { MemoryOutput } from '../helpers/memory-output.js'

describe('reportFailure', () => {
  it.each([
    [new AliecsError('SETTINGS_INVALID', 'one\ntwo'), 2, ['error: one', 'error: two']],
    [new AliecsError('PLUGIN_UNKNOWN', 'no plugin x'), 2, ['error: no plugin x']],
    [new AliecsError('HOST_UNKNOWN', 'no host x'), 2, ['error: no host x']],
    [new AliecsError('KFK_BROKER_DOWN', 'nobody there'), 1, ['error: nobody there']],
    [new UsageError('--brokers: wrong'), 2, ['error: --brokers: wrong']],
  ])('has a line per problem: %s', (thrown, exitCode, lines) => {
    const err = new MemoryOutput()
    expect(reportFailure(thrown, err)).toBe(exitCode)
    expect(err.lines).toEqual(lines)
  })

  it('owns up to an error that nobody foresaw, without a stack trace', () => {
    const err = new MemoryOutput()
    expect(reportFailure(new TypeError('x is not a function'), err)).toBe(1)
    expect(err.lines[0]).toBe('error: x is not a function')
    expect(err.lines[1]).toContain('--verbose')
    expect(err.lines).toHaveLength(2)
  })

  it('shows stack traces and causes to those who ask', () => {
    const err = new MemoryOutput()
    const thrown = new AliecsError('SETTINGS_SOURCE', 'outer', { cause: new Error('inner') })
    reportFailure(thrown, err, { verbose: true })
    expect(err.lines.join('\n')).toMatch(
      /error: outer\nAliecsError: outer\n +at .*caused by Error: inner\n +at /s,
    )
  })

  it('adds nothing to what commander has shown', () => {
    const err = new MemoryOutput()
    expect(reportFailure(new CommanderError(0, 'commander.help', ''), err)).toBe(0)
    expect(reportFailure(new CommanderError(1, 'commander.unknownOption', 'x'), err)).toBe(2)
    expect(err.texts).toEqual([])
  })
})
