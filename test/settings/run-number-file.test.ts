import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b)

describe('FileRunNumbers', () => {
  it('begins with 1 and makes its folder', async () => {
    const folder = join(temporaryFolder(), 'deep', 'er')
    const numbers = new FileRunNumbers(folder)
    expect([await numbers.next(), await numbers.next()]).toEqual([1, 2])
    expect(readdirSync(folder)).toEqual(['runcounter.txt'])
    expect(readFileSync(join(folder, 'runcounter.txt'), 'utf8')).toBe('2')
  })

  it('goes on where the file stands, with or without a line break', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'runcounter.txt'), '500000\n')
    expect(await new FileRunNumbers(folder).next()).toBe(500001)
    expect(await new FileRunNumbers(folder).next()).toBe(500002)
  })

  it('gives two cores of one process different numbers, without a gap', async () => {
    const folder = temporaryFolder()
    const cores = [new FileRunNumbers(folder), new FileRunNumbers(folder)]
    const numbers = await Promise.all(cores.flatMap((core) => Array.from({ length: 10 }, () => core.next())))
    expect(sorted(numbers)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  it('gives cores in different processes different numbers, without a gap', async () => {
    const folder = temporaryFolder()
    const module = new URL('../../settings/run-number-file.ts', import.meta.url).href
    const script = temporaryFile(
      'core.mts',
      `import { FileRunNumbers } from ${JSON.stringify(module)}
       const source = new FileRunNumbers(${JSON.stringify(folder)})
       console.log(JSON.stringify(await Promise.all(Array.from({ length: 10 }, () => source.next()))))`,
    )
    const cores = await Promise.all(
      Array.from({ length: 3 }, () =>
        execa(process.execPath, ['--import', import.meta.resolve('tsx'), script]),
      ),
    )
    const numbers = cores.flatMap(({ stdout }): number[] => JSON.parse(stdout))
    expect(sorted(numbers)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  })

  it('refuses a file without a run number', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'runcounter.txt')
    writeFileSync(path, 'many')
    await expect(new FileRunNumbers(folder).next()).rejects.toMatchObject({
      code: 'RUN_NUMBER',
      message: `${path}: expected a whole number, 0 to 4294967295, got "many"`,
    })
  })

  it('names setting and folder where it cannot be used, at once', async () => {
    const folder = join(temporaryFile('file', ''), 'folder')
    const startMs = performance.now()
    for (const attempt of [new FileRunNumbers(folder).next(), new FileRunNumbers(folder).check()]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'RUN_NUMBER',
        message: `coreWorkingDir ${folder}: part of the path is no folder`,
      })
    }
    expect(performance.now() - startMs).toBeLessThan(2000)
  })

  it('checks without taking a number', async () => {
    const folder = temporaryFolder()
    const numbers = new FileRunNumbers(folder)
    await numbers.check()
    expect(readdirSync(folder)).toEqual([])
    expect(await numbers.next()).toBe(1)
  })
})
