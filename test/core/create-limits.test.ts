import { describe, expect, it } from 'vitest'
import { checkUser, checkVariables, VARIABLE_LIMITS } from '../../core/create-limits.js'
import { caught } from '../helpers/caught.js'
import { on, probedCore } from '../helpers/probed-core.js'

const { count, name, value, total } = VARIABLE_LIMITS
const many = (length: number, of: string) =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`v${index}`, of]))

describe('checkVariables', () => {
  it('takes what is within the limits, names of the prototype included', () => {
    expect(checkVariables({})).toBe(0)
    expect(checkVariables({ constructor: 'x', ['__proto__']: 'y' })).toBe(22)
    expect(checkVariables(many(count, 'x'))).toBe(count + Object.keys(many(count, '')).join('').length)
    expect(checkVariables({ ['n'.repeat(name)]: 'v'.repeat(value) })).toBe(name + value)
  })

  it.each([
    ['too many', many(count + 1, ''), `vars: expected at most ${count} variables, got ${count + 1}`],
    ['one without a name', { '': 'x' }, 'vars: one of them has no name'],
    [
      'a long name',
      { ['n'.repeat(name + 1)]: '' },
      `vars: expected names of at most ${name} characters, got "nnn`,
    ],
    [
      'a long value',
      { big: 'v'.repeat(2 ** 20) },
      `vars.big: expected at most ${value} characters, got "vvv`,
    ],
    [
      'a host that is named 5,000 times',
      { hosts: JSON.stringify(Array(5000).fill('flp-its-1')) },
      'vars.hosts: expected each host once, got "flp-its-1" twice',
    ],
    ['too much in all', many(5, 'v'.repeat(value)), `vars: expected at most ${total} characters in all, got`],
  ])('refuses %s, in a short sentence', (_what, vars, message) => {
    const error = caught(() => checkVariables(vars))
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining(message) })
    expect(error.message.length).toBeLessThan(400)
  })

  it('refuses a long name of a user', () => {
    checkUser({})
    checkUser({ name: 'u'.repeat(256) })
    expect(caught(() => checkUser({ name: 'u'.repeat(257) }))).toMatchObject({ code: 'REQUEST_INVALID' })
  })
})

describe('a core', () => {
  it('keeps nothing of a request that it refuses', async () => {
    const { manager, events, logger } = await probedCore()
    const userVars = { detectors: JSON.stringify(Array.from({ length: 500_000 }, () => 'XYZ')) }
    await expect(manager.create({ template: 't', userVars })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    })
    expect(() => manager.createAsync({ template: 't', userVars })).toThrow('vars.detectors: expected at most')
    expect(manager.pendingIds).toEqual([])
    expect(events).toEqual([])
    expect(logger.lines).toEqual([])
  })

  it('has a bounded number of environments', async () => {
    const { manager } = await probedCore({}, { limits: { environments: 2 } })
    const first = await manager.create(on('flp-its-1'))
    await manager.create(on('flp-tpc-1'))
    await expect(manager.create(on('flp-mft-1'))).rejects.toMatchObject({
      code: 'ENVIRONMENT_LIMIT',
      message: '2 environments exist, which is the limit of this core; destroy some of them',
    })
    await manager.destroy(first.id)
    await manager.create(on('flp-mft-1'))
  })

  it('gives the place of a failed creation back', async () => {
    const { manager } = await probedCore({}, { limits: { environments: 1 } })
    await expect(manager.create({ template: 'missing' })).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' })
    await manager.create(on('flp-mft-1'))
  })

  it('keeps a bounded amount of variables of all environments together', async () => {
    const { manager } = await probedCore({}, { limits: { variableCharacters: 100 } })
    const first = await manager.create(on('flp-its-1'))
    const { userVars } = on('flp-tpc-1')
    await expect(
      manager.create({ template: 't', userVars: { ...userVars, a: 'x'.repeat(70) } }),
    ).rejects.toMatchObject({
      code: 'ENVIRONMENT_LIMIT',
      message: expect.stringContaining('expected at most 100 characters in all environments, got 107'),
    })
    await manager.destroy(first.id)
    await manager.create({ template: 't', userVars: { ...userVars, a: 'x'.repeat(70) } })
  })
})
