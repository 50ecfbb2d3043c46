/** The documentation calls the command line as `make install` provides it, with arguments that it accepts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { parseArguments } from '../../bin/program.js'
import { memoryContext } from '../helpers/memory-output.js'

const root = join(import.meta.dirname, '..', '..')
const filesOf = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(folder, file))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const pages = ['README.md', ...filesOf('docs', '.md')]
const examples = filesOf('examples', '.yaml')
const codeOf = (text: string): string[] =>
  [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].flatMap(([, code = '']) => code.split('\n'))
const calls = [
  ...pages.flatMap((page) => codeOf(read(page))),
  ...examples.flatMap((file) => read(file).split('\n')),
]
  .flatMap((line) => /^[# ]*(aliecs-kafka .*)/.exec(line)?.[1] ?? [])
  .map((line) => line.replace('…', 'host:9092'))

it('has calls in the README, the guides and the examples', () => {
  expect(calls.length).toBeGreaterThan(30)
})

it.each([...new Set(calls)])('%s', async (line) => {
  const shell = `aliecs-kafka() { printf '%s\\0' "$@"; }; ${line}`
  const { stdout } = await execa('bash', ['-c', shell], { env: { KAFKA_BROKERS: 'host:9092' } })
  const { context, err } = memoryContext()
  await parseArguments(stdout.split('\0').slice(0, -1), context).catch(() => {})
  expect(err.texts).toEqual([])
})

it.each([...pages, ...examples, 'Makefile'])('%s needs no npx', (file) => {
  expect(read(file)).not.toMatch(/\bnpx\b/)
})
