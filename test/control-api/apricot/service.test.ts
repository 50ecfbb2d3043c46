import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { ConsulTree } from '../../../settings/consul-tree.js'
import { ConsulRunNumbers } from '../../../settings/run-number-consul.js'
import { connected, describeBackends } from '../../helpers/apricot-backends.js'
import { rejection } from '../../helpers/caught.js'

describeBackends((open) => {
  const client = async () => connected(await open())

  it('NewRunNumber', async () => {
    const apricot = await client()
    expect(await apricot.call('NewRunNumber', {})).toEqual({ runNumber: 1 })
    expect(await apricot.call('NewRunNumber', {})).toEqual({ runNumber: 2 })
  })

  it('says by name what is not there', async () => {
    const apricot = await client()
    const error = await rejection(() => apricot.call('ListComponents', {}))
    const details = 'method ListComponents is not implemented'
    expect(error).toMatchObject({ code: status.UNIMPLEMENTED, details })
  })
})

it('says so when Consul cannot be reached', async () => {
  const tree = new ConsulTree({ host: '127.0.0.1', port: 1 })
  const client = await connected({ tree, runNumbers: new ConsulRunNumbers(tree) })
  for (const call of [
    () => client.call('ListDetectors', {}),
    () => client.call('GetVars', {}),
    () => client.call('GetDefaults', {}),
    () => client.call('SetRuntimeEntry', { component: 'a', key: 'b', value: 'c' }),
  ]) {
    const details = expect.stringContaining('Consul at 127.0.0.1:1: cannot')
    expect(await rejection(call)).toMatchObject({ code: status.UNAVAILABLE, details })
  }
})
