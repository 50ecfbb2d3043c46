import { AliecsError } from '../../errors.js'
import type { Logger } from '../../plugin/host.js'
import { parseTemplate } from './parse-template.js'
import { Problems } from './problems.js'
import type { VariableSpec } from './types.js'

/** What a template says of itself to whoever chooses one. */
export interface TemplateInfo {
  /** Whether its name is tagged `!public`. */
  public: boolean
  description: string
  /** Every variable tagged `!public`, in any role. */
  publicVars: Record<string, VariableSpec>
}

/** What is odd and yet usable is told when an environment is made. */
const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * Reads a template without evaluating anything: no host, plugin or variable is needed.
 *
 * @param file its name in errors
 * @throws AliecsError TEMPLATE_INVALID, a line per problem: `file:line: construct: what is wrong`
 */
export function readTemplateInfo(file: string, text: string): TemplateInfo {
  const problems = new Problems()
  const template = parseTemplate(file, text, problems, SILENT)
  problems.throwIfAny()
  if (template === undefined) throw new AliecsError('TEMPLATE_INVALID', `${file}:1: not a workflow template`)
  const { description, publicVars } = template
  return { public: template.public, description, publicVars: Object.fromEntries(publicVars) }
}
