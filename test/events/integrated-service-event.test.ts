import { expect, it } from 'vitest'
import { integratedServiceEvent } from '../../events/index.js'
import type { IntegratedServiceEvent } from '../../plugin/host.js'
import { decoded } from '../helpers/written-events.js'

const told: IntegratedServiceEvent = {
  environmentId: '2rEnv',
  name: 'flow.dcs.sor',
  operationName: 'dcs.StartOfRun()',
  operationStatus: 'ONGOING',
  operationStep: 'perform DCS call: StartOfRun',
  operationStepStatus: 'DONE_TIMEOUT',
  payload: '{"detector":"TPC"}',
  error: 'DCS SOR timed out',
}

it('has the topic of its service and the key of the environment', () => {
  const event = integratedServiceEvent('dcs', told, 5)
  expect(event).toMatchObject({ topic: 'aliecs.integrated_service.dcs', key: '2rEnv' })
  expect(decoded(event)).toMatchObject({
    timestamp: 5,
    integratedserviceevent: {
      name: 'flow.dcs.sor',
      error: 'DCS SOR timed out',
      operationname: 'dcs.StartOfRun()',
      operationstatus: 2,
      operationstep: 'perform DCS call: StartOfRun',
      operationstepstatus: 5,
      environmentid: '2rEnv',
      payload: '{"detector":"TPC"}',
    },
  })
})

it('has no key where it is about no environment', () => {
  expect(integratedServiceEvent('odc', { ...told, environmentId: '' }, 5).key).toBeNull()
})

it('happened when the plugin says so, or just now', () => {
  expect(integratedServiceEvent('trg', { ...told, timestampMs: 3 }, 5).timestampMs).toBe(3)
  expect(integratedServiceEvent('trg', told, 5).timestampMs).toBe(5)
})

it('has no error where nothing went wrong', () => {
  const { error: _error, ...well } = told
  expect(decoded(integratedServiceEvent('trg', well, 5)).integratedserviceevent?.error).toBe('')
})
