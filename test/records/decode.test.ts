import { describe, expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import { decodeRecord, toRecordJson } from '../../records/index.js'

function record(topic: string, value: Uint8Array | null) {
  return { topic, partition: 2, offset: 7, key: 'k', value, timestampMs: 1795399029488 }
}

function notification(): InstanceType<typeof kafka.NewStateNotification> {
  const envInfo = new kafka.EnvInfo()
  envInfo.setEnvironmentid('36QiSyh4XFF')
  envInfo.setState('RUNNING')
  envInfo.setRunnumber(0)
  envInfo.setRuntype('')
  envInfo.setDetectorsList(['TPC', 'ITS'])
  envInfo.setEnterstatetimestamp('18446744073709551615')
  const message = new kafka.NewStateNotification()
  message.setEnvinfo(envInfo)
  message.setTimestamp('1795399029488')
  return message
}

const head = { time: '2026-11-23T01:57:09.488Z', partition: 2, offset: 7, key: 'k' }

describe('legacy records as JSON', () => {
  it.each([
    'aliecs.env_state.RUNNING',
    'aliecs.env_leave_state.RUNNING',
    'aliecs.before_start_activity',
    'aliecs.after_start_activity',
    'aliecs.start_activity',
  ])('%s: what is present is there, 64-bit integers are text', (topic) => {
    expect(toRecordJson(decodeRecord(record(topic, notification().serializeBinary())))).toEqual({
      ...head,
      topic,
      type: 'kafka.NewStateNotification',
      message: {
        envInfo: {
          environmentId: '36QiSyh4XFF',
          runNumber: 0,
          runType: '',
          state: 'RUNNING',
          detectors: ['TPC', 'ITS'],
          enterStateTimestamp: '18446744073709551615',
        },
        timestamp: '1795399029488',
      },
    })
  })

  it('leaves out defaults', () => {
    const message = new kafka.NewStateNotification()
    message.setEnvinfo(new kafka.EnvInfo())
    const json = toRecordJson(decodeRecord(record('aliecs.env_state.ERROR', message.serializeBinary())))
    expect(json.message).toEqual({ envInfo: {} })
  })

  it('reads lists', () => {
    const list = new kafka.ActiveRunsList()
    list.addActiveruns(notification().getEnvinfo())
    list.setTimestamp('5')
    const topic = 'aliecs.env_list.RUNNING'
    expect(toRecordJson(decodeRecord(record(topic, list.serializeBinary())))).toMatchObject({
      type: 'kafka.ActiveRunsList',
      message: { activeRuns: [{ environmentId: '36QiSyh4XFF' }], timestamp: '5' },
    })
    const empty = toRecordJson(decodeRecord(record(topic, new Uint8Array())))
    expect(empty).toMatchObject({ type: 'kafka.ActiveRunsList', message: {} })
  })
})

describe('records that are no message', () => {
  it('keeps a null value as null', () => {
    const topic = 'aliecs.env_state.RUNNING'
    expect(toRecordJson(decodeRecord(record(topic, null)))).toEqual({
      ...head,
      ...{ topic, type: null, message: null },
    })
  })

  it.each([
    ['aliecs.env_state.RUNNING', 'not the message of this topic'],
    ['aliecs.env_list.RUNNING', 'not the message of this topic'],
    ['somebody.else', 'no message type is known for this topic'],
  ])('gives the bytes of %s and the reason', (topic, error) => {
    const value = notification().serializeBinary().subarray(0, 9)
    expect(toRecordJson(decodeRecord(record(topic, value)))).toEqual({
      ...head,
      ...{ topic, type: null, message: null, error },
      hex: Buffer.from(value).toString('hex'),
    })
  })

  it('has no time where the broker stored none', () => {
    const json = toRecordJson(decodeRecord({ ...record('x', null), timestampMs: -1 }))
    expect(json.time).toBeNull()
  })
})
