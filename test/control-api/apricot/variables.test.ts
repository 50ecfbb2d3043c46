import { expect, it } from 'vitest'
import { connected, describeBackends } from '../../helpers/apricot-backends.js'

describeBackends((open, consulUri) => {
  const client = async () => connected(await open())

  it('GetVars and GetDefaults', async () => {
    const apricot = await client()
    expect(await apricot.call('GetVars', {})).toEqual({ stringMap: { kafka_enabled: 'true' } })
    const { stringMap } = await apricot.call('GetDefaults', {})
    expect(stringMap).toEqual({
      run_type: 'COSMICS',
      framework_id: 'framework-1',
      core_hostname: 'core.example',
      consul_base_uri: consulUri(),
      consul_endpoint: consulUri().replace('consul://', ''),
      consul_hostname: consulUri().replace(/^consul:\/\/|:\d+$/g, ''),
      consul_port: consulUri().replace(/^.*:/, ''),
    })
  })

  it('a variable that is set counts for what comes next', async () => {
    const apricot = await client()
    await apricot.call('SetRuntimeEntry', { component: 'aliecs/vars', key: 'kafka_enabled', value: 'false' })
    expect(await apricot.call('GetVars', {})).toEqual({ stringMap: { kafka_enabled: 'false' } })
  })
})
