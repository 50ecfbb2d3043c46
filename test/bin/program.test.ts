import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { COMMANDS, namedCommand } from '../../bin/command-list.js'
import { runCommand } from '../helpers/run-command.js'

const PACKAGES = ['@grpc/grpc-js', 'fastify', 'node-rdkafka', 'prom-client', 'consul']

/** The packages among those above that are loaded when these arguments are understood. */
async function loadedFor(...argv: string[]): Promise<string[]> {
  const text = `
    import { createRequire } from 'node:module'
    import { parseArguments } from '${new URL('../../bin/program.ts', import.meta.url)}'
    const silent = { print: () => {}, columns: 80 }
    await parseArguments(${JSON.stringify(argv)}, { out: silent, err: silent }).catch(() => {})
    console.log(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)))`
  const { stdout } = await execa('node', ['--import', 'tsx', '--input-type=module', '-e', text])
  const files: string[] = JSON.parse(stdout)
  return PACKAGES.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)))
}

describe('the command line', () => {
  it('loads what a command needs when that command is asked for', async () => {
    expect(await loadedFor('--help')).toEqual([])
    expect(await loadedFor('--version')).toEqual([])
    expect(await loadedFor('nonsense')).toEqual([])
    expect(await loadedFor('topics')).not.toContain('@grpc/grpc-js')
    expect(await loadedFor('env', 'list')).toEqual(expect.arrayContaining(['@grpc/grpc-js']))
    expect(await loadedFor('env', 'list')).not.toContain('fastify')
    expect(await loadedFor('core', '-c', 'file://x')).toEqual(
      expect.arrayContaining(['@grpc/grpc-js', 'fastify']),
    )
  }, 180_000)

  it('has every command, by its own name', async () => {
    for (const { name, load } of COMMANDS) expect((await load())(() => {}).name()).toBe(name)
  })

  it('lists all commands, and shows the help of one with its options', async () => {
    const { stdout } = await runCommand(['--help'])
    for (const { name } of COMMANDS)
      expect(stdout.join('\n')).toMatch(new RegExp(`^ {2}${name} {2,}\\S`, 'm'))
    for (const argv of [
      ['topics', '--help'],
      ['help', 'topics'],
      ['--verbose', 'topics', '-h'],
    ]) {
      const help = (await runCommand(argv)).stdout.join('\n')
      expect(help).toMatch(/^Usage: aliecs-kafka topics \[options\]/)
      expect(help).toContain('List the aliecs.* topics')
      expect(help).toContain('--brokers')
    }
  })

  it('shows the help of a part of a group', async () => {
    for (const argv of [
      ['help', 'env', 'create'],
      ['env', 'help', 'create'],
      ['env', 'create', '--help'],
    ]) {
      const help = (await runCommand(argv)).stdout.join('\n')
      expect(help).toMatch(/^Usage: aliecs-kafka env create \[options\]/)
      expect(help).toContain('--workflow')
    }
  })

  it('lists the exit statuses with each help', async () => {
    for (const argv of [['--help'], ['consume', '--help'], ['env', 'list', '--help']]) {
      const { stdout } = await runCommand(argv)
      const [, statuses = ''] = stdout.join('\n').split('Exit status:\n')
      expect([...statuses.matchAll(/^ {2}(\d+) {2,}\S/gm)].map(([, status]) => Number(status))).toEqual([
        0, 1, 2, 129, 130, 141, 143,
      ])
    }
  })

  it('lists the parts of a group, and loads all of them for its help', async () => {
    const help = (await runCommand(['env', '--help'])).stdout.join('\n')
    for (const name of ['create', 'list', 'show', 'control', 'destroy']) {
      expect(help).toMatch(new RegExp(`^ {2}${name} \\[options\\]`, 'm'))
    }
    const { exitCode, stderr } = await runCommand(['env', 'lits'])
    expect(exitCode).toBe(2)
    expect(stderr.join('\n')).toContain('Did you mean list?')
    expect((await runCommand(['env', 'constructor'])).exitCode).toBe(2)
  })

  it('advises on a name that is none', async () => {
    const { exitCode, stderr } = await runCommand(['topcis'])
    expect(exitCode).toBe(2)
    expect(stderr.join('\n')).toMatch(/unknown command 'topcis'.*Did you mean topics\?/s)
  })

  it.each([
    [['core', 'x'], 'core'],
    [['--verbose', 'env', 'list'], 'env'],
    [['help', 'info'], 'info'],
    [['help'], undefined],
    [['x', 'core'], undefined],
    [[], undefined],
  ])('%j asks for %s', (argv, name) => {
    expect(namedCommand(argv)?.name).toBe(name)
  })
})
