import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { outputTo } from '../../bin/output.js'

function stream(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new PassThrough(), { isTTY, columns: 80 }) as PassThrough & NodeJS.WriteStream
}

describe('outputTo', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [false, { CI: 'true' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('terminal %s with %j: colours %s', (isTTY, env, colorful) => {
    expect(outputTo(stream(isTTY), env).colors.isColorSupported).toBe(colorful)
  })

  it('knows the width of terminals only', () => {
    expect(outputTo(stream(true), {}).columns).toBe(80)
    expect(outputTo(stream(false), {}).columns).toBeUndefined()
  })

  it('shows a line that the next one replaces, and takes it away before other text', () => {
    const terminal = stream(true)
    const { status, print } = outputTo(terminal, {})
    status?.('a')
    status?.('b'.repeat(100))
    print('text')
    status?.('c')
    status?.('')
    print('end')
    const clear = '\r\x1b[2K'
    const written = `a${clear}${'b'.repeat(79)}${clear}text\nc${clear}end\n`
    expect(terminal.read()?.toString()).toBe(written)
  })

  it.each([
    [false, {}],
    [true, { TERM: 'dumb' }],
  ])('has no such line where it could not be replaced: terminal %s with %j', (isTTY, env) => {
    expect(outputTo(stream(isTTY), env).status).toBeUndefined()
  })
})
