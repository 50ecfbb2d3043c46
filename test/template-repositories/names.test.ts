import { expect, it } from 'vitest'
import { nameOfFolder, nameOfUrl } from '../../template-repositories/names.js'

it.each([
  ['https://github.com/AliceO2Group/ControlWorkflows', 'github.com/AliceO2Group/ControlWorkflows'],
  ['https://github.com/AliceO2Group/ControlWorkflows.git/', 'github.com/AliceO2Group/ControlWorkflows'],
  ['https://me:secret@github.com/AliceO2Group/ControlWorkflows', 'github.com/AliceO2Group/ControlWorkflows'],
  ['git@github.com:AliceO2Group/ControlWorkflows.git', 'github.com/AliceO2Group/ControlWorkflows'],
  ['ssh://git@gitlab.cern.ch:7999/o2/templates.git', 'gitlab.cern.ch/o2/templates'],
  ['http://localhost:8080/a/b', 'localhost/a/b'],
  ['file:///srv/git/templates.git', 'templates'],
  ['/srv/git/templates.git', 'templates'],
  ['https://github.com', 'github.com'],
])('%s is called %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name)
})

it.each([
  'https://',
  '',
  '../templates',
  'https://example.com/../../etc',
  'https://example.com/a b',
  'file:///',
])('%j has no name that could be a path or part of a reference', (url) => {
  expect(nameOfUrl(url)).toBeUndefined()
})

it('a folder is called as its last part', () => {
  expect(nameOfFolder('/srv/templates')).toBe('templates')
  expect(nameOfFolder('/')).toBe('workflows')
})

it.each(['https://bot:s3', 'https://bot:s3/cret@host/repo', 'https://bot:s3@cret@host/repo'])(
  'makes no name of a part of a password: %s',
  (url) => {
    expect(nameOfUrl(url)).toBeUndefined()
  },
)
