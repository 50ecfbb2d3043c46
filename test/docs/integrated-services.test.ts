/** docs/reference/integrated-services.md says what the example template and the services do. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CallRole, Role } from '../../core/workflow/index.js'
import { integratedServices } from '../../integrated-services/index.js'
import { load, rolesOf } from '../core/workflow/helpers/load.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const page = readFileSync(new URL('../../docs/reference/integrated-services.md', import.meta.url), 'utf8')
const services = integratedServices({ emit: () => {}, logger: new MemoryLogger() })
const SERVICES = ['dcs', 'ddsched', 'odc', 'trg'] as const

const ENABLED = { dcs_enabled: 'true', dd_enabled: 'true', epn_enabled: 'true', trg_enabled: 'true' }
const hosts = '["flp-tpc-1"]'
const file = 'examples/workflows/readout-dataflow.yaml'

function callsWith(userVars: Record<string, string>): CallRole[] {
  const { workflow } = load({ file, userVars: { hosts, ...ENABLED, ...userVars } })
  return rolesOf(workflow.root).filter((role: Role): role is CallRole => role.kind === 'call')
}

const calls = [...callsWith({}), ...callsWith({ odc_partitions_cleanup: 'false' })]

/** The rows of a service's table: function, roles with triggers. */
function rowsOf(service: string): { func: string; where: string; rest: string }[] {
  const section = page.split(`\n### ${service}\n`)[1]?.split(/\n##/)[0] ?? ''
  return [...section.matchAll(/^\| `(\w+)` \| (.*?) \| (.*) \|$/gm)].map(
    ([, func = '', where = '', rest = '']) => ({
      func,
      where,
      rest,
    }),
  )
}

describe.each(SERVICES)('%s', (service) => {
  const own = calls.filter(({ func }) => func.startsWith(`${service}.`))

  it('has a row for each function', () => {
    expect(
      rowsOf(service)
        .map(({ func }) => func)
        .sort(),
    ).toEqual(Object.keys(services[service]().callStack({})).sort())
  })

  it('each role is where the row says', () => {
    const documented = rowsOf(service).flatMap(({ func, where, rest }) =>
      where.split('; ').map((place) => {
        const [, name, remark = '', trigger, awaited] =
          /^`([\w-]+)`(?:, (critical)?[^:]*)?: ([\w+-]+)(?: → ([\w+-]+))?/.exec(place) ?? []
        const timeout = service === 'odc' ? '60s' : rest
        return {
          func: `${service}.${func}()`,
          name,
          trigger,
          await: awaited ?? trigger,
          critical: remark !== '',
          timeout,
        }
      }),
    )
    const said = documented.map((role) => JSON.stringify(role)).sort()
    const actual = own.map(({ func, name, trigger, await: awaited, critical, timeout }) =>
      JSON.stringify({ func, name, trigger, await: awaited, critical, timeout }),
    )
    expect(said).toEqual([...new Set(actual)].sort())
  })
})
