import { expect, it } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import { SAVED_VERSION, savedEnvironment } from '../../attach/saved-shape.js'
import { recordedMoments, recordedScenarios } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

it.each(recordedScenarios())(
  '%s: what is saved after each event is read with all that is in it',
  (scenario) => {
    const moments = recordedMoments(scenario)
    let savedCount = 0
    for (const some of [moments, moments.toReversed()]) {
      // the wrong way round events wait, and are saved too
      const core = new AttachedCore({ logger: new MemoryLogger() })
      for (const moment of some) {
        core.accept(moment)
        for (const saved of core.take().changes.values()) {
          if (saved === null) continue
          savedCount += 1
          const json: object = JSON.parse(JSON.stringify(saved))
          expect(savedEnvironment({ version: SAVED_VERSION, ...json })).toStrictEqual(json)
        }
      }
    }
    expect(savedCount > 0).toBe(moments.length > 0)
  },
)

it.each([
  [null, 'Invalid input: expected object, received null'],
  [{}, 'version: Invalid input: expected number, received undefined'],
  [{ version: 2, gone: true }, 'version 2, expected 1'],
  [{ version: 1 }, 'memory: Invalid input: expected object, received undefined'],
  [{ version: 1, gone: false }, 'gone: Invalid input: expected true'],
  [
    { version: 1, coreStartedNano: 'now', pendingNano: null, silentUntilNano: '0' },
    'coreStartedNano: expected digits',
  ],
])('%j: %s', (json, message) => {
  expect(() => savedEnvironment(json)).toThrow(message)
})
