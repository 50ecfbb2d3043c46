import { describe, expect, it } from 'vitest'
import { parseSettingsUri } from '../../settings/uri.js'

describe('parseSettingsUri', () => {
  it.each([
    ['file://settings.yaml', { scheme: 'file', path: 'settings.yaml' }],
    ['file://../etc/settings.yaml', { scheme: 'file', path: '../etc/settings.yaml' }],
    ['file:///etc/aliecs/settings.yaml', { scheme: 'file', path: '/etc/aliecs/settings.yaml' }],
    ['consul://my-consul:8500', { scheme: 'consul', endpoint: { host: 'my-consul', port: 8500 } }],
    ['consul://my-consul:8500/', { scheme: 'consul', endpoint: { host: 'my-consul', port: 8500 } }],
    ['consul://[::1]:8500', { scheme: 'consul', endpoint: { host: '::1', port: 8500 } }],
  ])('%s', (uri, parsed) => {
    expect(parseSettingsUri(uri)).toEqual({ uri, ...parsed })
  })

  it.each([
    ['consul://my-consul', 'expected consul://host:port or file://settings.yaml (no port)'],
    ['consul://my-consul:8500/o2', '(the port is not 1 to 65535)'],
    ['apricot://127.0.0.1:32101', 'expected consul://host:port or file://settings.yaml'],
    ['file://', 'expected consul://host:port or file://settings.yaml'],
    ['settings.yaml', 'did you mean file://settings.yaml?'],
    ['', 'expected consul://host:port or file://settings.yaml'],
  ])('%s is refused: %s', (uri, expected) => {
    const refusal = expect.objectContaining({
      code: 'SETTINGS_INVALID',
      message: expect.stringContaining(`settings address ${JSON.stringify(uri)}: `),
    })
    expect(() => parseSettingsUri(uri)).toThrow(refusal)
    expect(() => parseSettingsUri(uri)).toThrow(expected)
  })

  it('does not repeat a password', () => {
    expect(() => parseSettingsUri('consul://user:hunter2@my-consul:8500')).toThrow(/^((?!hunter2).)*$/)
  })
})
