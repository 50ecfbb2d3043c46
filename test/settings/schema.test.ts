import { describe, expect, it } from 'vitest'
import { infoOf, SETTING_KEYS, settingsSchema } from '../../settings/schema.js'

describe('settingsSchema', () => {
  it('tells people about every setting', () => {
    for (const key of SETTING_KEYS) {
      const { expected, placeholder, description } = infoOf(key)
      expect(expected, key).toMatch(/^\S.*[^.]$/)
      expect(placeholder, key).toMatch(/^[^\s<>[\]]+$/)
      expect(description, key).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('has a default that passes its own check', () => {
    const defaults = settingsSchema.parse({})
    expect(settingsSchema.parse(defaults)).toEqual(defaults)
  })

  it.each([
    ['controlPort', -1],
    ['controlPort', 65536],
    ['kafkaTopicPartitions', 0],
    ['kafkaTopicPartitions', -2],
    ['kafkaTopicReplicationFactor', 32768],
    ['kafkaQueueMaxMessages', 0],
    ['kafkaQueueMaxBytes', '1 GB'],
    ['shutdownTimeoutMs', 2 ** 31],
    ['coreConfigEntry', 'a/b'],
    ['integrationPlugins', { kafka: true }],
    ['kafkaClient', 'text'],
    ['kafkaClient', ['a']],
    ['workflowTemplates', ['']],
  ])('%s: refuses %j', (key, value) => {
    expect(settingsSchema.safeParse({ [key]: value }).success).toBe(false)
  })

  it.each([
    ['controlPort', 0],
    ['kafkaTopicPartitions', '-1'],
    ['kafkaTopicPartitions', 1],
    ['shutdownTimeoutMs', 2 ** 31 - 1],
    ['kafkaQueueMaxBytes', 2 ** 40],
    ['coreConfigEntry', 'settings-2.1_x'],
  ])('%s: accepts %j', (key, value) => {
    expect(settingsSchema.safeParse({ [key]: value }).success).toBe(true)
  })
})
