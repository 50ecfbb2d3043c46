/**
 * Where only the event with the variables of a new environment was lost, and not all of its beginning, the environment was
 * silent without a word, and the core was not asked for it.
 */
import { expect, it } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import { CoreQuestions } from '../../attach/core-questions.js'
import { attachTo, decoded, recordedMoments } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const lifecycle = recordedMoments('lifecycle')
const loaded = lifecycle.find((moment) => moment.kind === 'environment' && moment.phase === 'loaded')
const vars = (loaded?.kind === 'environment' && loaded.vars) || {}
const left = lifecycle.filter((moment) => moment !== loaded)

it('a log line says so, and a counter', () => {
  const { core, messages, logger } = attachTo(left)
  expect(messages).toEqual([])
  expect(core.counters.strangers).toBe(1)
  expect(logger.lines).toHaveLength(1)
  expect(logger.lines[0]).toMatch(/beginning of environment .* was not seen: its messages are not sent/)
})

it('the core is asked, and everything is told', async () => {
  const logger = new MemoryLogger()
  const core = new AttachedCore({ logger })
  const enterStateTime = vars['enter_state_time_ms'] ?? null
  const lookUp = async () => ({ state: 'STANDBY', vars, enterStateTime, runNumber: 0 })
  const questions = new CoreQuestions({ lookUp, core, logger })
  for (const moment of left) {
    await questions.before({ ...moment }, { isPast: true })
    core.accept(moment)
  }
  expect(decoded(core.take().records)).toEqual(attachTo(lifecycle).messages)
  expect(logger.lines).toEqual([])
})
