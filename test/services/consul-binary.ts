import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cached, cacheFolder } from './cache.js'
import { missingCommands, progress } from './commands.js'

const BUILD_TIMEOUT_MS = 60 * 60_000
const source = join(import.meta.dirname, 'consul')

function key(): string {
  const modules = readFileSync(join(source, 'go.mod'), 'utf8')
  const version = /github\.com\/hashicorp\/consul v(\S+)/.exec(modules)?.[1]
  if (version === undefined) throw new Error(`${source}/go.mod: no version of consul`)
  return `consul-${version}`
}

/** Why no Consul can be run here, or null if one can. */
export function consulUnavailable(): string | null {
  return existsSync(cacheFolder(key())) ? null : missingCommands('go')
}

/** The Consul agent, built from its Go module the first time. */
export async function consulBinary(): Promise<string> {
  const folder = await cached(key(), async (target) => {
    progress(`building Consul (${key()}) with Go, once: about 6 minutes on two cores`)
    await execa('go', ['build', '-buildvcs=false', '-o', join(target, 'consul'), '.'], {
      cwd: source,
      timeout: BUILD_TIMEOUT_MS,
      stdin: 'ignore',
    })
  })
  return join(folder, 'consul')
}
