import { it } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import type { Moment } from '../../attach/moment.js'
import { attachTo, decoded, recordedMoments } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
const lifecycle = recordedMoments('lifecycle')
const told = (ms: any[]) => ms.map((m) => m.topic.replace('aliecs.', '') + ' ' + (m.kind === 'list' ? `[${m.runs.map((r: any) => r.runNumber)}]` : `${m.info.runNumber} est=${m.info.enterStateTimestamp} ts=${m.timestamp ?? ''}`))
it('drop each single', () => {
  const whole = told(attachTo(lifecycle).messages)
  lifecycle.forEach((m, i) => {
    const { messages, core } = attachTo(lifecycle.toSpliced(i, 1))
    const t = told(messages)
    const lost = whole.map((l) => l.replace(/ est.*/, '')).filter((l) => true)
    const a = [...lost].sort().join('|'), b = t.map((l) => l.replace(/ est.*/, '')).sort().join('|')
    if (a !== b) console.log('dropped', i, m.kind, (m as any).phase, (m as any).transition, JSON.stringify(core.counters), '\n missing', lost.filter((l) => !t.some((x) => x.startsWith(l))), t.length, lost.length)
  })
})
it('failed START then run first', () => {
  const s = lifecycle.findIndex((m) => m.kind === 'environment' && m.phase === 'starting' && m.transition === 'START_ACTIVITY')
  const starting = lifecycle[s] as any
  console.log(lifecycle.slice(s, s + 8).map((m: any) => `${m.kind} ${m.phase} ${m.transition} ${m.status} ${m.timestampNano} rn=${m.runNumber}`).join('\n'))
  const shift = 20n * 10n ** 9n
  const back = (m: any, ns: bigint, more = {}) => ({ ...m, timestampNano: m.timestampNano - ns, timestampMs: m.timestampMs - Number(ns / 1000000n), ...more })
  const before = lifecycle.slice(0, s)
  // move everything before 100 s earlier
  const early = before.map((m) => back(m, 100n * 10n ** 9n))
  const failed: Moment[] = [back(starting, shift), back(starting, shift - 10n ** 6n, { phase: 'before-starting', stepState: '' }), back(starting, shift - 2n * 10n ** 6n, { phase: 'before-finished', hasFailed: true, runNumber: 0 }), back(starting, shift - 3n * 10n ** 6n, { phase: 'failed', hasFailed: true, runNumber: 0 })]
  const rest = lifecycle.slice(s)
  const run = rest.findIndex((m) => m.kind === 'run')
  const runFirst = [rest[run] as Moment, ...rest.toSpliced(run, 1)]
  console.log('in order\n' + told(attachTo([...early, ...failed, ...rest]).messages).join('\n'))
  console.log('run first\n' + told(attachTo([...early, ...failed, ...runFirst]).messages).join('\n'))
})
