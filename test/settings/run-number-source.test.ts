import { describe, expect, it } from 'vitest'
import { ConsulTree } from '../../settings/consul-tree.js'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { createRunNumberSource } from '../../settings/run-number-source.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

describe('createRunNumberSource', () => {
  it('takes Consul where the settings are there, a file elsewhere', () => {
    const consul = new ConsulTree({ host: 'localhost', port: 8500 })
    const logger = new MemoryLogger()
    expect(createRunNumberSource(consul, '/tmp', logger)).toBeInstanceOf(ConsulRunNumbers)
    const yaml = new YamlTree('settings.yaml')
    expect(createRunNumberSource(yaml, '/tmp', logger)).toBeInstanceOf(FileRunNumbers)
  })
})
