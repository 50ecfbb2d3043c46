import type { Colors } from 'picocolors/types.js'
import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import type { RoleInfo__Output } from '#generated/grpc/o2control/RoleInfo.js'
import type { ShortTaskInfo__Output } from '#generated/grpc/o2control/ShortTaskInfo.js'
import { printable } from '../../records/printable.js'
import { plainTable } from '../plain-table.js'
import { countText, runText, stateText, timeText, variableOf } from './environment-text.js'
import { pairsText } from './pairs-text.js'

/** Everything about an environment, in paragraphs. */
export function environmentDetails(
  environment: EnvironmentInfo__Output,
  workflow: RoleInfo__Output | null,
  colors: Colors,
): string {
  const paragraphs = [
    overview(environment, colors),
    tasksTable(environment.tasks, colors),
    ...(workflow === null ? [] : [roleTree(workflow, colors)]),
    variables('Variables of this environment', environment.userVars, colors),
    variables('Variables of the core and the workflow', environment.vars, colors),
    variables('Defaults', environment.defaults, colors),
  ]
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')
}

function overview(environment: EnvironmentInfo__Output, colors: Colors): string {
  const { id, state, currentTransition, includedDetectors, numberOfHosts, rootRole, description } =
    environment
  const { numberOfTasks, numberOfActiveTasks, numberOfInactiveTasks } = environment
  const underWay = currentTransition === '' ? '' : `, ${printable(currentTransition)} under way`
  return pairsText(
    [
      ['Environment', printable(id)],
      ['State', stateText(state, colors) + underWay],
      ['Run', runText(environment)],
      ['Run type', printable(variableOf(environment, 'run_type'))],
      ['Detectors', printable(includedDetectors.join(' '))],
      ['Hosts', String(numberOfHosts)],
      ['Tasks', `${numberOfTasks} (${numberOfActiveTasks} active, ${numberOfInactiveTasks} inactive)`],
      [
        'Template',
        printable(rootRole) + (description === '' ? '' : colors.dim(`  ${printable(description)}`)),
      ],
      ['Created', timeText(environment.createdWhen)],
    ],
    colors,
  )
}

function tasksTable(tasks: readonly ShortTaskInfo__Output[], colors: Colors): string {
  if (tasks.length === 0) return ''
  const rows = tasks.map((task) => [
    printable(task.taskId),
    printable(className(task)),
    printable(task.deploymentInfo?.hostname ?? ''),
    stateText(task.state, colors),
    printable(task.status),
    task.critical ? 'critical' : '',
  ])
  return plainTable(['TASK', 'CLASS', 'HOST', 'STATE', 'STATUS', ''], rows, colors.bold)
}

/** `host/org/repository/tasks/readout@revision` → `readout` */
function className({ className: name }: ShortTaskInfo__Output): string {
  return name.replace(/@.*$/s, '').replace(/^.*\//s, '')
}

function roleTree(root: RoleInfo__Output, colors: Colors): string {
  return plainTable(['ROLE', 'STATE', 'STATUS', 'TASKS'], roleRows(root, 0, colors), colors.bold)
}

function roleRows(role: RoleInfo__Output, depth: number, colors: Colors): string[][] {
  const row = [
    '  '.repeat(depth) + printable(role.name),
    stateText(role.state, colors),
    printable(role.status),
    printable(role.taskIds.join(' ')),
  ]
  return [row, ...role.roles.flatMap((child) => roleRows(child, depth + 1, colors))]
}

function variables(title: string, vars: Readonly<Record<string, string>>, colors: Colors): string {
  const names = Object.keys(vars).sort()
  if (names.length === 0) return ''
  const pairs = names.map((name): [string, string] => [`  ${printable(name)}`, printable(vars[name] ?? '')])
  const head = `${colors.bold(title)} ${colors.dim(`(${countText(names.length, 'variable')})`)}`
  return `${head}\n${pairsText(pairs, colors)}`
}
