import { describe, expect, it } from 'vitest'
import { ConsulTree } from '../../settings/consul-tree.js'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { createRunNumberSource } from '../../settings/run-number-source.js'
import { YamlTree } from '../../settings/yaml-tree.js'

describe('createRunNumberSource', () => {
  it('takes Consul where the settings are there, a file elsewhere', () => {
    const consul = new ConsulTree({ host: 'localhost', port: 8500 })
    expect(createRunNumberSource(consul, '/tmp')).toBeInstanceOf(ConsulRunNumbers)
    expect(createRunNumberSource(new YamlTree('settings.yaml'), '/tmp')).toBeInstanceOf(FileRunNumbers)
  })
})
