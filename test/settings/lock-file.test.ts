import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { withLockFile } from '../../settings/lock-file.js'
import { formatIdentity, ownIdentity } from '../../settings/process-identity.js'
import { temporaryFolder } from '../helpers/temporary.js'

const lockIn = (folder: string) => join(folder, 'lock')

async function pidOfTheDead(): Promise<number> {
  const { stdout } = await execa(process.execPath, ['-p', 'process.pid'])
  return Number(stdout)
}

function leaveBehind(lock: string, holder: string, ageSeconds: number): void {
  writeFileSync(lock, holder)
  const time = Date.now() / 1000 - ageSeconds
  utimesSync(lock, time, time)
}

describe('withLockFile', () => {
  it('lets one in at a time and leaves nothing', async () => {
    const folder = temporaryFolder()
    let inside = 0
    const work = async () => {
      expect(++inside).toBe(1)
      await sleep(2)
      inside--
      return 'done'
    }
    const results = await Promise.all(Array.from({ length: 20 }, () => withLockFile(lockIn(folder), work)))
    expect(new Set(results)).toEqual(new Set(['done']))
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives the lock back when the work fails', async () => {
    const lock = lockIn(temporaryFolder())
    await expect(withLockFile(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(existsSync(lock)).toBe(false)
  })

  it('takes the old lock of a process that is gone, once, however many want it', async () => {
    const folder = temporaryFolder()
    leaveBehind(lockIn(folder), `process ${await pidOfTheDead()} on ${hostname()}`, 60)
    let inside = 0
    const work = async () => {
      expect(++inside).toBe(1)
      await sleep(2)
      inside--
    }
    await Promise.all(Array.from({ length: 10 }, () => withLockFile(lockIn(folder), work)))
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['of a living process', async () => `process ${process.pid} on ${hostname()}`, 60],
    ['of another machine', async () => 'process 1 on elsewhere', 60],
    ['of a process that is gone just now', async () => `process ${await pidOfTheDead()} on ${hostname()}`, 0],
    ['with anything else in it', async () => 'something else', 60],
  ])('respects the lock %s, and names the file in the end', async (_, holder, ageSeconds) => {
    const lock = lockIn(temporaryFolder())
    const text = await holder()
    leaveBehind(lock, text, ageSeconds)
    const message = `${lock} is locked by ${text}: delete that file if nothing uses it`
    await expect(withLockFile(lock, async () => {}, 100)).rejects.toThrow(message)
    expect(existsSync(lock)).toBe(true)
  })

  it('takes the lock of an earlier process with the number of this one', async () => {
    const lock = lockIn(temporaryFolder())
    const own = await ownIdentity()
    leaveBehind(lock, formatIdentity({ ...own, startTicks: '1' }), 60)
    expect(await withLockFile(lock, async () => 'done')).toBe('done')
    expect(existsSync(lock)).toBe(false)
  })

  it('respects the lock of a process in another container', async () => {
    const lock = lockIn(temporaryFolder())
    const other = { ...(await ownIdentity()), pid: await pidOfTheDead(), namespace: 'pid:[1]' }
    leaveBehind(lock, formatIdentity(other), 60)
    await expect(withLockFile(lock, async () => {}, 100)).rejects.toThrow(
      `${lock} is locked by process ${other.pid} on`,
    )
  })

  it('fails at once where nothing can be written', async () => {
    const startMs = performance.now()
    await expect(withLockFile('/no/such/folder/lock', async () => {})).rejects.toThrow('ENOENT')
    const folder = lockIn(temporaryFolder())
    mkdirSync(folder)
    await expect(withLockFile(folder, async () => {})).rejects.toThrow('EISDIR')
    expect(performance.now() - startMs).toBeLessThan(2000)
  })
})
