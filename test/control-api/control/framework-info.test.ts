import type { Metadata } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { create, options, start } from '../../helpers/control-calls.js'

it('GetFrameworkInfo: who the core is, and its figures', async () => {
  const core = await start()
  await create(core, 'flp-its-1')
  let program: unknown[] = []
  const onTrailers = (trailers: Metadata): void => {
    program = trailers.get('aliecs-core')
  }
  expect(await core.client.call('GetFrameworkInfo', {}, { ...options, onTrailers })).toMatchObject({
    frameworkId: 'framework',
    environmentsCount: 1,
    tasksCount: 1,
    hostsCount: 1,
    state: 'CONNECTED',
    version: { major: 1, minor: 2, patch: 3, productName: 'AliECS', versionStr: '1.2.3' },
    activeDetectors: ['ITS'],
    availableDetectors: ['FDD', 'MFT', 'TPC'],
    timestamp: expect.stringMatching(/^\d{13}$/),
  })
  expect(program).toEqual(['aliecs-kafka/1.2.3'])
})
