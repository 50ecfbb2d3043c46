import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { formatIdentity, isGone, ownIdentity, parseIdentity } from '../../settings/process-identity.js'

describe('the identity of a process', () => {
  it('survives formatting and parsing', async () => {
    const own = await ownIdentity()
    expect(own).toMatchObject({ pid: process.pid, host: hostname() })
    for (const identity of [own, { ...own, startTicks: null, namespace: null }]) {
      expect(parseIdentity(formatIdentity(identity))).toEqual(identity)
    }
    expect(parseIdentity('something else')).toBeNull()
  })

  it('is not gone while the process lives', async () => {
    const own = await ownIdentity()
    expect(await isGone(own)).toBe(false)
    expect(await isGone({ ...own, startTicks: null, namespace: null })).toBe(false)
  })

  it('is gone after its end, where this machine can see it', async () => {
    const own = await ownIdentity()
    const { stdout } = await execa(process.execPath, ['-p', 'process.pid'])
    const dead = { ...own, pid: Number(stdout) }
    expect(await isGone(dead)).toBe(true)
    expect(await isGone({ ...dead, host: 'elsewhere' })).toBe(false)
    expect(await isGone({ ...dead, namespace: 'pid:[1]' })).toBe(false)
  })

  it.skipIf(!existsSync('/proc/self/stat'))(
    'is gone when its number belongs to a later process',
    async () => {
      const own = await ownIdentity()
      expect(await isGone({ ...own, startTicks: String(Number(own.startTicks) - 1) })).toBe(true)
    },
  )
})
