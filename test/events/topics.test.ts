import { expect, it } from 'vitest'
import { EVENT_TOPICS } from '../../events/topics.js'

it('are those that consumers know', () => {
  expect(EVENT_TOPICS).toEqual([
    'aliecs.core',
    'aliecs.environment',
    'aliecs.run',
    'aliecs.call',
    'aliecs.role',
    'aliecs.task',
    'aliecs.integrated_service.dcs',
    'aliecs.integrated_service.ddsched',
    'aliecs.integrated_service.odc',
    'aliecs.integrated_service.trg',
  ])
})
