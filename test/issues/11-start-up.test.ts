/** Issue 11: commands took 0.85 s of CPU to start, most of it for modules that they did not use. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../helpers/cli.js'
import { temporaryFolder } from '../helpers/temporary.js'

const ROOT = new URL('../..', import.meta.url).href
/** Packages that run the sources in tests. */
const OF_TESTS = ['tsx', 'esbuild', 'get-tsconfig', 'resolve-pkg-maps']
const TIMEOUT_MS = 180_000

interface Coverage {
  result: { url: string }[]
}

/** Packages and own modules that a command loads, by the coverage of V8, which names every module. */
async function loadedBy(...args: string[]): Promise<{ packages: string[]; own: string[] }> {
  const folder = temporaryFolder()
  await runCli(args, { env: { NODE_V8_COVERAGE: folder } })
  const urls = readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage
    return result.map(({ url }) => url).filter((url) => url.startsWith(ROOT))
  })
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  const own = urls.filter((url) => !url.includes('/node_modules/')).map((url) => url.slice(ROOT.length))
  const isOfProgram = (name: string): boolean => !OF_TESTS.includes(name) && !name.startsWith('@esbuild/')
  return { packages: [...new Set(packages)].filter(isOfProgram).sort(), own }
}

it.each([['--help'], ['--version'], ['no-such-command'], ['help']])(
  '%s loads the command line alone',
  async (argument) => {
    const { packages, own } = await loadedBy(argument)
    expect(packages).toEqual(['commander', 'picocolors'])
    expect(own).toContain('bin/program.ts')
    expect(own.filter((module) => !/^bin\/[^/]+$|^errors\.ts$/.test(module))).toEqual([])
  },
  TIMEOUT_MS,
)

it.each([['list'], ['show', 'abcd'], ['destroy', 'abcd'], ['control', 'abcd', 'RESET']])(
  'env %s loads gRPC and what it shows',
  async (...args) => {
    const { packages, own } = await loadedBy('env', ...args, '--core', '127.0.0.1:1')
    expect(packages).toEqual(expect.arrayContaining(['@grpc/grpc-js', 'commander', 'protobufjs']))
    const unused = ['@grpc/proto-loader', 'consul', 'fastify', 'google-protobuf', 'nanoid', 'node-rdkafka']
    for (const name of [...unused, 'pino', 'prom-client', 'simple-git', 'yaml', 'zod']) {
      expect(packages).not.toContain(name)
    }
    expect(own).toContain('control-api/client.ts')
    expect(
      own.filter((module) => /^(attach|broker|events|generated|metrics|page-api|plugin)\//.test(module)),
    ).toEqual([])
    expect(own).not.toContain('settings/schema.ts')
  },
  TIMEOUT_MS,
)
