import type { ScenarioResult, StepResult } from '../core/index.js'
import { printable, stateColor } from '../records/index.js'
import type { CommandContext } from './context.js'
import type { Core, CoreEnd } from './core.js'

/** What a scenario does: progress on standard error and a summary at the end, or JSON lines on standard output. */
export class ScenarioReport {
  readonly #context: CommandContext
  readonly #json: boolean
  readonly #stepCount: number
  readonly #startMs = performance.now()
  #done = 0

  constructor(context: CommandContext, { json, stepCount }: { json: boolean; stepCount: number }) {
    this.#context = context
    this.#json = json
    this.#stepCount = stepCount
  }

  step(result: StepResult): void {
    this.#done++
    if (this.#json) this.#context.out.print(JSON.stringify({ type: 'step', ...result }))
    else this.#context.err.print(this.#stepLine(result))
  }

  /** @param environments how many are left */
  ending(environments: number, { interrupted }: { interrupted: boolean }): void {
    if (this.#json || (environments === 0 && !interrupted)) return
    const { print, colors } = this.#context.err
    const left = `${environments} environment${environments === 1 ? '' : 's'} left: stopped, reset and destroyed`
    print(colors.dim(interrupted ? `interrupted; ${left} (once more: exit at once)` : left))
  }

  /** @param result undefined when it was cut short */
  end(
    name: string,
    result: ScenarioResult | undefined,
    { publishers, events }: Pick<Core, 'publishers' | 'events'>,
    end: CoreEnd,
  ): void {
    const { out, err } = this.#context
    for (const { message } of end.errors) err.print(`${err.colors.red('error:')} ${message}`)
    for (const id of end.environments) err.print(`${err.colors.red('error:')} environment ${id} is not gone`)
    const outcome = result === undefined ? 'interrupted' : result.ok ? 'ok' : 'failed'
    const durationMs = Math.round(performance.now() - this.#startMs)
    const environments = Object.fromEntries(result?.ids ?? [])
    const kafka = publishers.map((publisher) => ({ endpoint: publisher.endpoint, ...publisher.stats() }))
    if (this.#json) {
      const undone = { environmentsLeft: end.environments, errors: end.errors.map(({ message }) => message) }
      const done = { steps: this.#done, durationMs, environments, kafka, events: eventFigures(events) }
      out.print(JSON.stringify({ type: 'result', scenario: name, outcome, ...done, ...undone }))
      return
    }
    const color = outcome === 'ok' ? out.colors.green : out.colors.red
    const steps = `${this.#done} of ${this.#stepCount} steps in ${(durationMs / 1000).toFixed(1)} s`
    out.print(`${printable(name)}: ${color(outcome)}, ${steps}`)
    const ids = Object.entries(environments).map(([alias, id]) => `${alias} ${id}`)
    if (ids.length > 0) out.print(`environments: ${ids.join(', ')}`)
    for (const line of kafkaLines(publishers, events)) out.print(line)
  }

  #stepLine({ step, description, startMs, durationMs, state, error, failure }: StepResult): string {
    const { colors } = this.#context.err
    const time = new Date(startMs).toTimeString().slice(0, 8)
    const color = state === null ? (text: string): string => text : stateColor(state, colors)
    const line = [
      colors.dim(time),
      `${String(step).padStart(String(this.#stepCount).length)}.`,
      `${(durationMs / 1000).toFixed(2)} s`.padStart(7),
      color((state ?? '').padEnd('CONFIGURED'.length)),
      printable(description),
    ].join('  ')
    if (failure !== null) return `${line}\n${failure.replaceAll(/^/gm, `${colors.red('failed:')} `)}`
    return error === null ? line : `${line}  ${colors.dim(`as expected: ${error}`)}`
  }
}

function kafkaLines(publishers: Core['publishers'], events: Core['events']): string[] {
  const figures = eventFigures(events)
  if (figures === null) return ['kafka: enableKafka is false, nothing was published']
  const lines = publishers.map((publisher) => {
    const { delivered, failed } = publisher.stats()
    const records = `${delivered} record${delivered === 1 ? '' : 's'} delivered to ${publisher.endpoint}`
    return `kafka: ${records}${failed === 0 ? '' : `, ${failed} not`}`
  })
  const { written, lost } = figures
  return [...lines, `events of the core: ${written} written${lost === 0 ? '' : `, ${lost} lost`}`]
}

/** Null where none are written. */
function eventFigures(events: Core['events']): { written: number; lost: number } | null {
  if (events === null) return null
  const { written, lost } = events.stats()
  return { written, lost }
}
