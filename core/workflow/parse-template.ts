import { isMap, LineCounter, parseDocument } from 'yaml'
import type { Logger } from '../../plugin/host.js'
import { parseRole, ROLE_KEYS } from './parse-role.js'
import type { Problems } from './problems.js'
import type { WorkflowTemplate } from './template.js'
import type { VariableSpec } from './types.js'
import { YamlBlock } from './yaml-block.js'

const PUBLIC_TAGS = [
  { tag: '!public', resolve: (text: string) => text },
  { tag: '!public', collection: 'map' as const },
]

/**
 * Reads a template without evaluating anything.
 *
 * @returns undefined where the file is too broken to go on; `problems` says why
 * @throws AliecsError TEMPLATE_INVALID for one of more than any template can need
 */
export function parseTemplate(
  file: string,
  text: string,
  problems: Problems,
  logger: Logger,
): WorkflowTemplate | undefined {
  const lines = new LineCounter()
  const options = {
    schema: 'failsafe',
    customTags: PUBLIC_TAGS,
    lineCounter: lines,
    prettyErrors: false,
  } as const
  const document = parseDocument(text, options)
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    problems.add({ file, line: lines.linePos(pos[0]).line || 1 }, `not valid YAML: ${message.split('\n')[0]}`)
  }
  if (document.errors.length > 0) return undefined
  if (!isMap(document.contents)) {
    problems.add({ file, line: 1 }, 'not a workflow template: a mapping with name and roles is expected')
    return undefined
  }

  const block = new YamlBlock({ file, document, lines, problems, blocks: 0 }, document.contents)
  block.allowOnly([...ROLE_KEYS, 'roles', 'bookkept'], 'the root role')
  if (block.blocks('roles')?.length === 0 || !block.has('roles'))
    block.problem('the template has no roles', 'roles')
  const publicVars = new Map<string, VariableSpec>()
  const root = parseRole(block, { publicVars, logger })
  if (root === undefined) return undefined
  return {
    public: block.isPublic('name'),
    description: block.text('description')?.text ?? '',
    root,
    publicVars,
  }
}
