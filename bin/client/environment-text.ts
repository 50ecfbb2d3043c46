import type { Colors } from 'picocolors/types.js'
import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { printable } from '../../records/printable.js'
import { stateColor } from '../../records/summary-style.js'

/** A variable of an environment as its calls see it: the nearest layer that has it. */
export function variableOf(environment: EnvironmentInfo__Output, name: string): string {
  const { userVars, vars, defaults } = environment
  return userVars[name] ?? vars[name] ?? defaults[name] ?? ''
}

export function stateText(state: string, colors: Colors): string {
  return stateColor(state, colors)(printable(state))
}

/** Empty where there is no run. */
export function runText({ currentRunNumber }: EnvironmentInfo__Output): string {
  return currentRunNumber === 0 ? '' : String(currentRunNumber)
}

/** `2026-11-23 07:15:32`, of this machine's time zone. @param ms since 1970, as gRPC has it */
export function timeText(ms: string): string {
  const time = new Date(Number(ms))
  if (Number(ms) === 0 || Number.isNaN(time.getTime())) return ''
  const pad = (part: number): string => String(part).padStart(2, '0')
  const date = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
  return `${date} ${time.toTimeString().slice(0, 8)}`
}

export function countText(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
