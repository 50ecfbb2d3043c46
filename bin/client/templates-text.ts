import type { Colors } from 'picocolors/types.js'
import type { VarSpecMessage__Output } from '#generated/grpc/o2control/VarSpecMessage.js'
import type { WorkflowTemplateInfo__Output } from '#generated/grpc/o2control/WorkflowTemplateInfo.js'
import { printable } from '../../records/printable.js'
import { plainTable } from '../plain-table.js'

export function templatesTable(templates: readonly WorkflowTemplateInfo__Output[], colors: Colors): string {
  const rows = templates.map(({ template, revision, repo, description, varSpecMap }) => [
    printable(template),
    printable(revision),
    printable(repo),
    String(Object.keys(varSpecMap).length),
    printable(description),
  ])
  return plainTable(['NAME', 'REVISION', 'REPOSITORY', '>VARIABLES', 'DESCRIPTION'], rows, colors.bold)
}

/** One template, with what it lets a user set. */
export function templateVariables(info: WorkflowTemplateInfo__Output, colors: Colors): string {
  const { repo, template, revision, description, varSpecMap } = info
  const head = `${colors.bold(printable(template))}  ${colors.dim(printable(`${repo} ${revision}`))}`
  const lines = [head, ...(description === '' ? [] : [printable(description)])]
  const variables = Object.entries(varSpecMap).sort(byPanelAndIndex)
  if (variables.length === 0) return [...lines, colors.dim('no public variables')].join('\n')
  const rows = variables.map(([name, spec]) => [
    printable(name),
    spec.type,
    printable(spec.defaultValue),
    printable(spec.panel),
    printable(aboutVariable(spec)),
  ])
  return [...lines, plainTable(['VARIABLE', 'TYPE', 'DEFAULT', 'PANEL', 'ABOUT'], rows, colors.bold)].join(
    '\n',
  )
}

type Named = [name: string, spec: VarSpecMessage__Output]

/** As user interfaces show them. */
function byPanelAndIndex([nameA, a]: Named, [nameB, b]: Named): number {
  return compare(a.panel, b.panel) || a.index - b.index || compare(nameA, nameB)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function aboutVariable({ label, description, allowedValues }: VarSpecMessage__Output): string {
  const values = allowedValues.length === 0 ? '' : `one of ${allowedValues.join(', ')}`
  return [label, description, values].filter((part) => part !== '').join('; ')
}
