import { expect, it } from 'vitest'
import { parseRefusal, withProduceLog } from '../../broker/produce-refusal.js'

const PREFIX = '[thrd:127.0.0.1:9092/1]: 127.0.0.1:9092/1: '
const line = (topic: string, error: string, end = '') =>
  `${PREFIX}${topic} [2]: MessageSet with 3 message(s) (MsgId 7, BaseSeq 6) encountered error: ${error} (actions Retry,MsgNotPersisted)${end}`
const nameOf = (text: string): string | null =>
  text === 'Not enough in-sync replicas' ? 'NOT_ENOUGH_REPLICAS' : null

it.each([
  ['Broker: Not enough in-sync replicas', 'Not enough in-sync replicas (NOT_ENOUGH_REPLICAS)', true],
  ['Broker: Something (else) new', 'Something (else) new', true],
  ['Local: Broker transport failure', 'Local: Broker transport failure', false],
])('reads %s', (error, reason, isFromBroker) => {
  const topic = 'aliecs.env_state.RUNNING'
  const expected = { topic, partition: 2, reason, isFromBroker }
  expect(parseRefusal({ fac: 'MSGSET', message: line(topic, error) }, nameOf)).toEqual(expected)
  expect(parseRefusal({ fac: 'MSGSET', message: line(topic, error, ' [NOT LEADER]') }, nameOf)).toEqual(
    expected,
  )
})

it.each([
  ['MSGSET', `${PREFIX}t [0]: MessageSet with 1 message(s) (MsgId 1, BaseSeq 0) delivered`],
  ['PRODUCE', line('t', 'Broker: Not enough in-sync replicas')],
  ['MSGSET', ''],
])('takes no other event: %s %s', (fac, message) => {
  expect(parseRefusal({ fac, message }, nameOf)).toBeNull()
})

it('keeps the debug contexts of the user', () => {
  expect(withProduceLog({ a: 1 })).toEqual({ a: 1, debug: 'msg' })
  expect(withProduceLog({ debug: 'broker,topic' })).toEqual({ debug: 'broker,topic,msg' })
  expect(withProduceLog({ debug: '' })).toEqual({ debug: 'msg' })
})
