/** The TypeScript in the documentation compiles, as strictly as the project itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { temporaryFile } from '../helpers/temporary.js'

const root = join(import.meta.dirname, '..', '..')

it.each(['README.md', 'docs/guides/embedding.md'])('%s', async (page) => {
  const [, code = ''] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, page), 'utf8')) ?? []
  expect(code).toContain("from 'aliecs-kafka'")
  const file = temporaryFile(
    'snippet.mts',
    code.replace("'aliecs-kafka'", JSON.stringify(join(root, 'index.js'))),
  )
  const options = ['--noEmit', '--skipLibCheck', '--strict', '--noPropertyAccessFromIndexSignature']
  const target = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,es2024.string']
  const types = ['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node']
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await execa('node', [tsc, ...options, ...target, ...types, file], { reject: false })
  expect(stdout).toBe('')
})
