import { expect, it } from 'vitest'
import { isRepositoryUrl } from '../../settings/repository-url.js'

it.each([
  'https://github.com/AliceO2Group/ControlWorkflows',
  'HTTPS://github.com/AliceO2Group/ControlWorkflows.git',
  'file:///srv/templates.git',
  'ssh://git@gitlab.cern.ch:7999/o2/templates.git',
  'git@github.com:AliceO2Group/ControlWorkflows',
])('%s is an address', (text) => {
  expect(isRepositoryUrl(text)).toBe(true)
})

it.each([
  './workflows',
  '/srv/templates',
  'github.com/AliceO2Group/ControlWorkflows',
  '/srv/templates@v1:old',
  'ext::sh -c true',
])('%s is a folder', (text) => {
  expect(isRepositoryUrl(text)).toBe(false)
})
