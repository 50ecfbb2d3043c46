import { expect, it } from 'vitest'
import { coreStartEvent } from '../../events/core-start.js'
import { comparedEvents } from '../helpers/core-events.js'
import { recordedRecords } from '../helpers/golden-events.js'
import { decoded, writtenRecords } from '../helpers/written-events.js'

const NOW = 1_795_399_017_529
const event = () => coreStartEvent('6827d0a5', NOW)

it('says which framework it is, and when', () => {
  expect(decoded(event())).toMatchObject({
    timestamp: NOW,
    timestampnano: `${NOW}000000`,
    corestartevent: { frameworkid: '6827d0a5' },
  })
})

it('is what the Go core writes', () => {
  const recorded = recordedRecords('core_start').filter(({ topic }) => topic === 'aliecs.core')
  const ours = writtenRecords([event()])
  expect(ours.map(({ topic, key }) => [topic, key])).toEqual(recorded.map(({ topic, key }) => [topic, key]))
  const texts = (records: typeof ours) => comparedEvents(records).map(({ text }) => text)
  expect(texts(ours)).toEqual(texts(recorded))
})
