import { expect, it } from 'vitest'
import { findProxy } from '../../control-api/proxy.js'

const http_proxy = 'http://user:secret@proxy.example:3128'
const PROXY = { address: 'proxy.example:3128', variable: 'http_proxy' }

it('takes the variable that grpc-js takes, without its password', () => {
  expect(findProxy('core:32102', { http_proxy })).toEqual(PROXY)
  expect(findProxy('core:32102', { http_proxy, https_proxy: 'http://a' })).toEqual({
    address: 'a:80',
    variable: 'https_proxy',
  })
  expect(findProxy('core:32102', { http_proxy, grpc_proxy: 'http://b:1' })?.variable).toBe('grpc_proxy')
})

it.each(['127.0.0.1:1', '127.8.8.8:1', 'localhost:1', 'core.localhost:1', '[::1]:1'])(
  'never uses one for the loopback address %s',
  (address) => {
    expect(findProxy(address, { http_proxy })).toBeNull()
  },
)

it.each([
  ['core.cern.ch:1', '.cern.ch'],
  ['core:1', 'other, core'],
  ['10.1.2.3:1', '10.0.0.0/8'],
  ['core:1', '*'],
])('exempts %s by no_proxy=%s', (address, no_proxy) => {
  expect(findProxy(address, { http_proxy, no_proxy })).toBeNull()
  expect(findProxy(address, { http_proxy, no_grpc_proxy: no_proxy, no_proxy: 'x' })).toBeNull()
})

it('does not exempt other hosts', () => {
  expect(findProxy('11.1.2.3:1', { http_proxy, no_proxy: '10.0.0.0/8,.cern.ch' })).toEqual(PROXY)
})

it.each([{}, { http_proxy: '' }, { http_proxy: 'not a URL' }, { http_proxy: 'socks5://a:1' }])(
  'uses none with %j',
  (env) => {
    expect(findProxy('core:1', env)).toBeNull()
  },
)
