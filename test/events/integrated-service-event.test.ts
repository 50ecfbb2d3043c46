import { expect, it } from 'vitest'
import { integratedServiceEvent, OpStatus } from '../../events/index.js'
import { decoded } from '../helpers/written-events.js'

const moment = {
  environmentId: '2rEnv',
  name: 'flow.dcs.sor',
  operationName: 'dcs.StartOfRun()',
  operationStatus: OpStatus.ONGOING,
  operationStep: 'perform DCS call: StartOfRun',
  operationStepStatus: OpStatus.DONE_TIMEOUT,
  payload: '{"detector":"TPC"}',
  error: 'DCS SOR timed out',
}

it('has the topic of its service and the key of the environment', () => {
  const event = integratedServiceEvent('dcs', moment, 5)
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
  expect(integratedServiceEvent('odc', { ...moment, environmentId: '' }, 5).key).toBeNull()
})
