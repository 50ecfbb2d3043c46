import { describe, expect, it } from 'vitest'
import common from '#generated/protos/common_pb.js'
import events from '#generated/protos/events_pb.js'
import { decodeRecord, toRecordJson } from '../../records/index.js'

function decode(event: events.Event, topic = 'aliecs.core') {
  const record = { topic, partition: 0, offset: 0, key: null, timestampMs: 1 }
  return toRecordJson(decodeRecord({ ...record, value: event.serializeBinary() }))
}

function event(fill: (event: events.Event) => void): events.Event {
  const message = new events.Event()
  fill(message)
  return message
}

describe('events as JSON, what the recordings do not have', () => {
  it.each(['dcs', 'ddsched', 'odc', 'trg'])('of the service %s', (service) => {
    const payload = new events.Ev_IntegratedServiceEvent()
    payload.setName('readout-dataflow.dcs.sor')
    payload.setOperationname('dcs.StartOfRun()')
    payload.setOperationstatus(events.OpStatus.ONGOING)
    payload.setOperationstep('perform DCS call: StartOfRun')
    payload.setOperationstepstatus(events.OpStatus.DONE_TIMEOUT)
    payload.setPayload('{"runNumber":42}')
    const message = event((each) => each.setIntegratedserviceevent(payload))
    expect(decode(message, `aliecs.integrated_service.${service}`)).toMatchObject({
      type: 'events.Event',
      message: {
        integratedServiceEvent: {
          name: 'readout-dataflow.dcs.sor',
          operationName: 'dcs.StartOfRun()',
          operationStatus: 'ONGOING',
          operationStep: 'perform DCS call: StartOfRun',
          operationStepStatus: 'DONE_TIMEOUT',
          payload: '{"runNumber":42}',
        },
      },
    })
  })

  it('keeps nanoseconds exactly, and the presence of a number of a user', () => {
    const user = new common.User()
    user.setExternalid(0)
    const run = new events.Ev_RunEvent()
    run.setLastrequestuser(user)
    const message = event((each) => each.setRunevent(run))
    message.setTimestampnano('1795399601465750373')
    expect(decode(message, 'aliecs.run').message).toEqual({
      timestampNano: '1795399601465750373',
      runEvent: { lastRequestUser: { externalId: 0 } },
    })
  })

  it('has variables as an object, empty ones too', () => {
    const environment = new events.Ev_EnvironmentEvent()
    environment.getVarsMap().set('detectors', '[]').set('empty', '')
    const { message } = decode(
      event((each) => each.setEnvironmentevent(environment)),
      'aliecs.environment',
    )
    expect(JSON.stringify(message)).toBe('{"environmentEvent":{"vars":{"detectors":"[]","empty":""}}}')
  })

  it('gives the number of a status that has no name', () => {
    const call = events.Ev_CallEvent.deserializeBinary(Uint8Array.of(0x10, 99))
    const message = event((each) => each.setCallevent(call))
    expect(decode(message, 'aliecs.call').message).toEqual({ callEvent: { callStatus: 99 } })
  })

  it('knows what is never sent, and that there may be nothing', () => {
    const framework = new events.Ev_MetaEvent_FrameworkEvent()
    framework.setMessage('connected')
    expect(decode(event((each) => each.setFrameworkevent(framework))).message).toEqual({
      frameworkEvent: { message: 'connected' },
    })
    const heartbeat = new events.Ev_MetaEvent_MesosHeartbeat()
    expect(decode(event((each) => each.setMesosheartbeatevent(heartbeat))).message).toEqual({
      mesosHeartbeatEvent: {},
    })
    expect(decode(new events.Event()).message).toEqual({})
  })

  it('knows the beams', () => {
    const info = new common.BeamInfo()
    info.setStablebeamsstart(1795399601465)
    info.setFillnumber(9000)
    info.setBeammode(common.BeamMode.STABLE_BEAMS)
    const beam = new events.Ev_BeamModeEvent()
    beam.setTimestamp(5)
    beam.setBeaminfo(info)
    expect(decode(event((each) => each.setBeammodeevent(beam))).message).toEqual({
      beamModeEvent: {
        timestamp: '5',
        beamInfo: { stableBeamsStart: '1795399601465', fillNumber: 9000, beamMode: 'STABLE_BEAMS' },
      },
    })
  })
})
