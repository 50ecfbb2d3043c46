import {
  createTemplateFunctions,
  type Inventory,
  type LoadOptions,
  loadWorkflow,
  type Role,
  type Workflow,
} from '../../../../core/workflow/index.js'
import { AliecsError } from '../../../../errors.js'
import type { Logger } from '../../../../plugin/host.js'

export type Warning = { fields: object; message: string }

/** A logger that keeps its warnings. */
export function warningLogger(): { logger: Logger; warnings: Warning[] } {
  const warnings: Warning[] = []
  const ignore = () => {}
  const warn = (fields: object, message: string) => {
    warnings.push({ fields, message })
  }
  return { logger: { debug: ignore, info: ignore, error: ignore, warn }, warnings }
}

const DETECTORS = new Map([
  ['flp-its-1', 'ITS'],
  ['flp-tpc-1', 'TPC'],
  ['flp-mft-1', 'MFT'],
])

export const inventory: Inventory = {
  detectorForHost(host) {
    const detector = DETECTORS.get(host)
    if (detector === undefined) throw new AliecsError('HOST_UNKNOWN', `detector not found for host ${host}`)
    return detector
  },
  detectorsForHosts: (hosts) => [...new Set(hosts.map((host) => inventory.detectorForHost(host)))].sort(),
}

type Loaded = { workflow: Workflow; warnings: Warning[] }

export function load(options: Partial<LoadOptions>): Loaded {
  const { logger, warnings } = warningLogger()
  const functions = createTemplateFunctions({ inventory, logger, newId: () => 'id' })
  const none = { globalDefaults: {}, globalVars: {}, userVars: {} }
  return { workflow: loadWorkflow({ file: 'wf.yaml', ...none, functions, logger, ...options }), warnings }
}

/** The message of the error that loading fails with. */
export function loadError(options: Partial<LoadOptions>): string {
  try {
    load(options)
  } catch (error) {
    if (error instanceof AliecsError) return `${error.code} ${error.message}`
    throw error
  }
  throw new Error('it was loaded')
}

/** All roles, a parent before its children. */
export function rolesOf(role: Role): Role[] {
  return role.kind === 'aggregator' ? [role, ...role.roles.flatMap(rolesOf)] : [role]
}

export function pathsOf({ root }: Workflow): string[] {
  return rolesOf(root).map(({ path }) => path)
}

export function roleAt({ root }: Workflow, path: string): Role {
  const role = rolesOf(root).find((candidate) => candidate.path === path)
  if (role === undefined) throw new Error(`no role ${path}`)
  return role
}
