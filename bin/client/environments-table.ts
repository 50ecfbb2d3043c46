import type { Colors } from 'picocolors/types.js'
import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { printable } from '../../records/printable.js'
import { plainTable } from '../plain-table.js'
import { runText, stateText, timeText, variableOf } from './environment-text.js'

const HEAD = ['ID', 'STATE', '>RUN', 'TYPE', 'DETECTORS', 'CREATED', 'TEMPLATE', 'TRANSITION']

export function environmentsTable(environments: readonly EnvironmentInfo__Output[], colors: Colors): string {
  const rows = environments.map((environment) => [
    printable(environment.id),
    stateText(environment.state, colors),
    runText(environment),
    printable(variableOf(environment, 'run_type')),
    printable(environment.includedDetectors.join(' ')),
    timeText(environment.createdWhen),
    printable(environment.rootRole),
    printable(environment.currentTransition),
  ])
  return plainTable(HEAD, rows, colors.bold)
}
