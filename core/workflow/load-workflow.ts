import { readFileSync } from 'node:fs'
import { AliecsError } from '../../errors.js'
import { fileReason } from '../../file-errors.js'
import type { Logger, VarStack } from '../../plugin/host.js'
import { buildRole } from './build-role.js'
import type { TemplateFunctions } from './evaluate.js'
import { parseTemplate } from './parse-template.js'
import { Problems } from './problems.js'
import type { WorkflowTemplate } from './template.js'
import type { AggregatorRole, Workflow } from './types.js'

export interface LoadOptions {
  /** The template; also its name in errors. */
  file: string
  /** What is in the file; read from it where absent. */
  text?: string
  /** Consul's `defaults`. */
  globalDefaults: VarStack
  /** Consul's `vars`. */
  globalVars: VarStack
  /** The environment's user vars, with `environment_id` and all else that expressions may ask for. */
  userVars: VarStack
  /** As `createTemplateFunctions` makes them. */
  functions: TemplateFunctions
  logger: Logger
}

/**
 * A workflow template, made into the role tree of one environment: iterators unrolled, disabled roles gone, every
 * expression evaluated, once.
 *
 * @throws AliecsError TEMPLATE_INVALID, a line per problem: `file:line: construct: what is wrong`;
 * HOST_UNKNOWN and the like, from a function
 */
export function loadWorkflow(options: LoadOptions): Workflow {
  const { file, functions, logger } = options
  const problems = new Problems()
  const template = parseTemplate(file, options.text ?? readTemplate(file), problems, logger)
  problems.throwIfAny()
  if (template === undefined) throw new AliecsError('TEMPLATE_INVALID', `${file}:1: not a workflow template`)

  const parents = { defaults: options.globalDefaults, vars: options.globalVars, userVars: options.userVars }
  const root = buildRole(
    template.root,
    { parent: null, hostname: '' },
    {},
    { parents, functions, logger, problems, roles: 0 },
  )
  problems.throwIfAny()
  return {
    name: root?.name ?? template.root.name.text,
    description: template.description,
    public: template.public,
    path: file,
    root: root?.kind === 'aggregator' ? root : disabledRoot(template),
    publicVars: Object.fromEntries(template.publicVars),
  }
}

function readTemplate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new AliecsError('TEMPLATE_INVALID', `cannot read ${file}: ${fileReason(error)}`, { cause: error })
  }
}

/** A template whose root is disabled is an environment without roles. */
function disabledRoot({ root }: WorkflowTemplate): AggregatorRole {
  const { position, name } = root
  const nothing = { defaults: {}, vars: {}, userVars: {} }
  return {
    kind: 'aggregator',
    name: name.text,
    path: name.text,
    position,
    parent: null,
    ...nothing,
    roles: [],
  }
}
