import { describe, expect, it } from 'vitest'
import type { DestroyEnvironmentRequest__Output } from '#generated/grpc/o2control/DestroyEnvironmentRequest.js'
import { RpcError } from '../../../../control-api/rpc-error.js'
import { controlStub } from '../../../helpers/control-stub.js'
import { runCommand } from '../../../helpers/run-command.js'

/** A core with one environment, which has two tasks. */
async function core(outcome: () => object = () => ({ cleanupTasksReply: { killedTasks: [{}, {}] } })) {
  const requests: DestroyEnvironmentRequest__Output[] = []
  const address = await controlStub({
    GetEnvironments: () => ({ environments: [{ id: 'abcdef', state: 'RUNNING' }] }),
    DestroyEnvironment: (request) => {
      requests.push(request)
      return outcome()
    },
  })
  return { address, requests }
}

describe('env destroy', () => {
  it('lets the core stop the run first', async () => {
    const { address, requests } = await core()
    expect(await runCommand(['env', 'destroy', 'abcdef', '--core', address])).toEqual({
      exitCode: 0,
      stdout: ['abcdef  gone, was RUNNING; 2 tasks ended'],
      stderr: [],
    })
    expect(requests).toMatchObject([
      {
        id: 'abcdef',
        force: false,
        allowInRunningState: true,
        requestUser: { name: expect.stringContaining('@') },
      },
    ])
  })

  it('--force', async () => {
    const { address, requests } = await core()
    await runCommand(['env', 'destroy', 'abcdef', '--force', '--core', address])
    expect(requests).toMatchObject([{ id: 'abcdef', force: true }])
  })

  it('--json: the answer', async () => {
    const { address } = await core()
    const { stdout } = await runCommand(['env', 'destroy', 'abcdef', '--json', '--core', address])
    expect(stdout).toHaveLength(1)
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({ cleanupTasksReply: { killedTasks: [{}, {}] } })
  })

  it('that the core refuses: exit status 1 and what it says', async () => {
    const { address } = await core(() => {
      throw new RpcError(10, 'tasks stay')
    })
    expect(await runCommand(['env', 'destroy', 'abcdef', '--core', address])).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: ['error: tasks stay'],
    })
  })
})
