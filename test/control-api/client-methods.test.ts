import { expect, it } from 'vitest'
import { clientMethod } from '../../control-api/client-methods.js'
import { CONTROL } from '../../control-api/definitions.js'

const METHODS = Object.entries(CONTROL.definition)
/** A reply with integers of 64 bits, an enum, a map and nested messages. */
const REPLY = {
  frameworkId: 'f',
  environments: [
    {
      id: 'e',
      createdWhen: '1795416356289000001',
      state: 'RUNNING',
      vars: { a: 'b' },
      tasks: [{ taskId: 't' }],
    },
  ],
}

it.each(METHODS)('%s is encoded as the server declares it', (name, declared) => {
  const method = clientMethod(name)
  expect(method.path).toBe(declared.path)
  const nothing = Buffer.alloc(0)
  expect(method.responseDeserialize(nothing)).toEqual(declared.responseDeserialize(nothing))
  expect(method.requestSerialize({})).toEqual(declared.requestSerialize({}))
})

it('reads and writes what the server writes and reads', () => {
  const list = CONTROL.definition['GetEnvironments']
  const bytes = list?.responseSerialize(REPLY) ?? Buffer.alloc(0)
  const read = clientMethod('GetEnvironments').responseDeserialize(bytes)
  expect(read).toEqual(list?.responseDeserialize(bytes))
  expect(read).toMatchObject(REPLY)
  const request = { workflowTemplate: 'w', vars: { k: 'v' }, public: true, requestUser: { name: 'shifter' } }
  const sent = clientMethod('NewEnvironment').requestSerialize(request)
  expect(CONTROL.definition['NewEnvironment']?.requestDeserialize(sent)).toMatchObject(request)
})

it('refuses a name that is not a method', () => {
  expect(() => clientMethod('toString')).toThrow('o2control.Control has no method toString')
})
