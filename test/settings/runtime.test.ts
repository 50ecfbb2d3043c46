import { describe, expect, it } from 'vitest'
import { ConsulTree } from '../../settings/consul-tree.js'
import { readRuntimeDefaults, readShownVars, readVariables } from '../../settings/runtime.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithConsul, randomName } from '../helpers/services.js'
import { temporaryFile } from '../helpers/temporary.js'

const core = { frameworkId: 'fid-1', hostname: 'core-host' }
const TREE = `
o2:
  runtime:
    aliecs:
      defaults: {framework_id: mine, run_type: PHYSICS}
      vars: {kafka_enabled: "true\\n", nested: {deeper: x}, list: [a], empty: ""}
`

describe('runtime variables in a file', () => {
  const tree = (text = TREE) => new YamlTree(temporaryFile('settings.yaml', text))

  it('are one level of text, white space and all', async () => {
    const expected = { kafka_enabled: 'true\n', empty: '' }
    expect(await readVariables(tree(), 'vars')).toEqual(expected)
    const logger = new MemoryLogger()
    expect(await readShownVars(tree(), logger)).toEqual(expected)
    expect(logger.lines).toEqual([])
  })

  it('come with what the core knows of itself, which wins', async () => {
    expect(await readRuntimeDefaults(tree(), core)).toEqual({
      run_type: 'PHYSICS',
      consul_base_uri: '',
      consul_hostname: '',
      consul_port: '',
      consul_endpoint: '',
      framework_id: 'fid-1',
      core_hostname: 'core-host',
    })
  })

  it('are none where there is no such folder', async () => {
    expect(await readVariables(tree('o2: {}'), 'vars')).toEqual({})
  })

  it('are an error where the tree cannot be read; a list of templates does without them, with a warning', async () => {
    const absent = new YamlTree('/no/such/file.yaml')
    const message = 'cannot read /no/such/file.yaml: no such file'
    await expect(readVariables(absent, 'vars')).rejects.toMatchObject({ code: 'SETTINGS_SOURCE', message })
    await expect(readRuntimeDefaults(absent, core)).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
      message,
    })
    const logger = new MemoryLogger()
    expect(await readShownVars(absent, logger)).toEqual({})
    expect(logger.lines).toEqual([`warn: no variables from o2/runtime/aliecs/vars: ${message}`])
  })
})

describeWithConsul('runtime variables in Consul', (address) => {
  it('are one level of text', async () => {
    const put = consulKeys(address())
    const name = randomName('var')
    await put(`o2/runtime/aliecs/vars/${name}`, ' true\n')
    await put(`o2/runtime/aliecs/vars/${name}-folder/deeper`, 'x')
    await put(`o2/runtime/aliecs/vars2/${name}-2`, 'x')
    const [host = '', port] = address().split(':')
    const tree = new ConsulTree({ host, port: Number(port) })
    const vars = await readVariables(tree, 'vars')
    expect(Object.entries(vars).filter(([key]) => key.includes(name))).toEqual([[name, ' true\n']])
    expect(await readRuntimeDefaults(tree, core)).toMatchObject({
      consul_base_uri: `consul://${address()}`,
      consul_hostname: host,
      consul_port: port,
      consul_endpoint: address(),
    })
  })
})
