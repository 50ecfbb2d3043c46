import { describe, expect, it } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import type { EnvironmentMoment, Moment } from '../../attach/moment.js'
import { attachTo, decoded, recordedMoments } from '../helpers/attached-recording.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const lifecycle = recordedMoments('lifecycle')

/** `env_state.RUNNING 6`, `env_list.RUNNING [6]` */
function told(messages: readonly LegacyMessage[]): string[] {
  return messages.map((message) => {
    const topic = message.topic.replace(/^aliecs\./, '')
    if (message.kind === 'list') return `${topic} [${message.runs.map(({ runNumber }) => runNumber).join()}]`
    return message.info.runNumber === 0 ? topic : `${topic} ${message.info.runNumber}`
  })
}

/** The first event of a step, in the order of the recording. */
function indexOf(phase: EnvironmentMoment['phase'], transition: string): number {
  return lifecycle.findIndex(
    (moment) => moment.kind === 'environment' && moment.phase === phase && moment.transition === transition,
  )
}

function coreStart(after: Moment | undefined): Moment {
  const timestampNano = (after?.timestampNano ?? 0n) + 10n ** 9n
  const timestampMs = Number(timestampNano / 1_000_000n)
  return { kind: 'core-start', frameworkId: 'f', timestampMs, timestampNano }
}

describe('a core that starts anew', () => {
  it('in a run: its leave record and a list without it', () => {
    const running = lifecycle.slice(0, indexOf('completed', 'START_ACTIVITY') + 1)
    const { messages, core, logger } = attachTo([...running, coreStart(running.at(-1))])
    expect(told(messages).slice(-2)).toEqual(['env_leave_state.RUNNING 6', 'env_list.RUNNING []'])
    expect(core.counters.orphans).toBe(1)
    expect(logger.lines.join()).toContain('started anew')
  })

  it('in the middle of STOP: no second leave record', () => {
    const stopping = lifecycle.slice(0, indexOf('leave-finished', 'STOP_ACTIVITY') + 1)
    const { messages } = attachTo([...stopping, coreStart(stopping.at(-1))])
    expect(told(messages).filter((line) => line.startsWith('env_leave_state.RUNNING'))).toHaveLength(1)
    expect(told(messages).at(-1)).toBe('env_list.RUNNING []')
  })

  it('without a run: the empty list only; what its environments said last is dropped', () => {
    const configured = lifecycle.slice(0, indexOf('starting', 'START_ACTIVITY'))
    const start = coreStart(configured.at(-1))
    const before = attachTo(configured).messages
    const { messages } = attachTo([...configured, start, ...configured])
    expect(told(messages)).toEqual([...told(before), 'env_list.RUNNING []'])
  })
})

describe('runs that are heard of long before their transitions', () => {
  const runs = lifecycle.filter(({ kind }) => kind === 'run')
  const rest = lifecycle.filter(({ kind }) => kind !== 'run')

  it('are told where they belong', () => {
    const { messages } = attachTo([...runs, ...rest])
    expect(told(messages)).toEqual(told(attachTo(lifecycle).messages))
  })

  it('are not taken for those of others', () => {
    const [, ...later] = runs.filter(
      (run) => run.kind === 'run' && run.transition === 'START_ACTIVITY' && run.status === 'STARTED',
    )
    expect(later).toHaveLength(1)
    const { messages, core } = attachTo([...later, ...rest])
    const begins = (all: LegacyMessage[]) => told(all).filter((line) => line.startsWith('before'))
    expect(begins(messages)).toEqual(['before_start_activity 6', 'before_start_activity 7'])
    expect(core.counters.late).toBe(1)
  })
})

describe('events that never come', () => {
  it('of the run: the beginning is told from the end of its hooks, with the right number', () => {
    const { messages, core } = attachTo(lifecycle.filter(({ kind }) => kind !== 'run'))
    const whole = attachTo(lifecycle).messages
    expect(told(messages).toSorted()).toEqual(told(whole).toSorted())
    expect(core.counters.late).toBe(2)
  })

  it('of a whole STOP: the list is put right by what comes next', () => {
    const from = indexOf('starting', 'STOP_ACTIVITY')
    const to = indexOf('completed', 'STOP_ACTIVITY')
    const isOfStop = (moment: Moment, index: number) =>
      index >= from && index <= to && moment.kind === 'environment'
    const { messages, core } = attachTo(lifecycle.filter((moment, index) => !isOfStop(moment, index)))
    expect(core.counters).toMatchObject({ listRepairs: 1, missed: 1 })
    const lists = told(messages).filter((line) => line.startsWith('env_list'))
    expect(lists[lists.indexOf('env_list.RUNNING [6]') + 1]).toBe('env_list.RUNNING []')
  })

  it('of entering a state: told from the next one', () => {
    const lost = indexOf('enter-starting', 'START_ACTIVITY')
    const { messages, core } = attachTo(lifecycle.toSpliced(lost, 1))
    expect(told(messages)).toEqual(told(attachTo(lifecycle).messages))
    expect(core.counters).toMatchObject({ late: 1, incomplete: 0 })
  })
})

describe('an environment whose beginning was not seen', () => {
  const late = lifecycle.slice(indexOf('starting', 'START_ACTIVITY'))

  it('is silent where the gate counts as off', () => {
    const { messages, logger } = attachTo(late)
    expect(messages).toEqual([])
    expect(logger.lines[0]).toMatch(/beginning of environment .* was not seen: its messages are not sent/)
  })

  it('is told without what nobody knows where the gate counts as on', () => {
    const { messages, core } = attachTo(late, { gateDefault: true })
    expect(told(messages)[0]).toBe('before_start_activity 6')
    expect(core.counters.strangers).toBe(1)
    const [first] = messages
    expect(first?.kind === 'B' && first.info).toMatchObject({
      enterStateTimestamp: '0',
      fields: { detectors: [] },
    })
  })

  it('is told whole where the core says the rest', () => {
    const logger = new MemoryLogger()
    const core = new AttachedCore({ logger })
    const [first] = late
    if (first?.kind !== 'environment') throw new Error('no events')
    expect(core.isStranger(first)).toBe(true)
    const vars = { kafka_enabled: 'true', detectors: '["ITS"]', run_type: 'COSMICS' }
    core.learn(first.environmentId, { vars, enterStateTime: '1795000000000', runNumber: 0 })
    expect(core.isStranger(first)).toBe(false)
    for (const moment of late) core.accept(moment)
    const [begin] = decoded(core.take().records)
    expect(begin?.kind === 'B' && begin.info).toMatchObject({
      enterStateTimestamp: '1795000000000',
      fields: { detectors: ['ITS'], runType: 'COSMICS' },
    })
    expect(core.counters.strangers).toBe(0)
  })
})

it('makes no messages of what comes before it is to speak, and knows it nevertheless', () => {
  const at = lifecycle[indexOf('completed', 'START_ACTIVITY')]
  const { messages } = attachTo(lifecycle, { silentUntilNano: at?.timestampNano ?? 0n })
  expect(told(messages)[0]).toBe('env_leave_state.RUNNING 6')
})

it('remembers a thousand environments that are gone, and says which to forget', () => {
  const core = new AttachedCore({ logger: new MemoryLogger() })
  const changes = new Map<string, unknown>()
  for (let number = 0; number < 1100; number++) {
    for (const moment of recordedMoments('unknown_host')) {
      const shifted = { ...moment, timestampNano: moment.timestampNano + BigInt(number) * 10n ** 9n }
      core.accept(shifted.kind === 'core-start' ? shifted : { ...shifted, environmentId: `env${number}` })
    }
    for (const [id, change] of core.take().changes) {
      if (change === null) changes.delete(id)
      else changes.set(id, change)
    }
  }
  expect(core.environmentCount).toBe(0)
  changes.delete('$core')
  expect(changes.size).toBe(1000)
})
