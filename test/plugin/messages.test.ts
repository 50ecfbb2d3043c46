import fc from 'fast-check'
import { expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import type { EnvInfo } from '../../plugin/env-info.js'
import {
  compareUtf8,
  encodeActiveRunsList,
  encodeListEntry,
  encodeNewStateNotification,
} from '../../plugin/messages.js'

const text = fc.string({ unit: 'grapheme' })
const envInfo: fc.Arbitrary<EnvInfo> = fc.record(
  {
    environmentId: text,
    state: text,
    detectors: fc.array(text),
    enterStateTimestamp: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    runNumber: fc.nat(2 ** 32 - 1),
    runType: text,
  },
  { requiredKeys: ['environmentId', 'state', 'detectors', 'enterStateTimestamp'] },
)
const timestamp = fc.nat(Number.MAX_SAFE_INTEGER)

const plain = (message: InstanceType<typeof kafka.EnvInfo> | undefined): EnvInfo | undefined =>
  message && {
    environmentId: message.getEnvironmentid(),
    state: message.getState(),
    detectors: message.getDetectorsList(),
    enterStateTimestamp: message.getEnterstatetimestamp(),
    ...(message.hasRunnumber() ? { runNumber: message.getRunnumber() } : {}),
    ...(message.hasRuntype() ? { runType: message.getRuntype() } : {}),
  }

it('a notification comes back as it was', () => {
  fc.assert(
    fc.property(envInfo, timestamp, (info, now) => {
      const message = kafka.NewStateNotification.deserializeBinary(encodeNewStateNotification(info, now))
      expect(plain(message.getEnvinfo())).toEqual(info)
      expect(message.getTimestamp()).toBe(String(now))
    }),
  )
})

it('a list of entries encoded before is what the generated code would write', () => {
  fc.assert(
    fc.property(fc.array(envInfo, { maxLength: 5 }), timestamp, (infos, now) => {
      const bytes = encodeActiveRunsList(infos.map(encodeListEntry), now)
      const list = kafka.ActiveRunsList.deserializeBinary(bytes)
      expect(Buffer.from(list.serializeBinary())).toEqual(Buffer.from(bytes))
      const sorted = infos.map((info) => ({ ...info, detectors: [...info.detectors].sort(compareUtf8) }))
      expect(list.getActiverunsList().map(plain)).toEqual(sorted)
    }),
  )
})

it('an empty list at time 0 is a value of no length, never null', () => {
  expect(encodeActiveRunsList([], 0)).toHaveLength(0)
})
