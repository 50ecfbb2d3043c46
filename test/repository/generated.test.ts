import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithCommands } from '../helpers/services.js'

const root = join(import.meta.dirname, '..', '..')

describeWithCommands(['mvn'], 'generated/', () => {
  let fresh: string

  beforeAll(async () => {
    fresh = await mkdtemp(join(tmpdir(), 'aliecs-kafka-generated-'))
    await execa(join(root, 'proto/generate.sh'), [fresh], { timeout: 120_000, stdin: 'ignore' })
  })

  afterAll(() => rm(fresh, { recursive: true, force: true }))

  test('is what `make generate` makes of proto/, byte for byte', async () => {
    expect(await contents(join(root, 'generated'))).toEqual(await contents(fresh))
  })
})

async function contents(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const pairs = names.sort().map(async (name) => [name.slice(folder.length), await readFile(name, 'latin1')])
  return Object.fromEntries(await Promise.all(pairs))
}
