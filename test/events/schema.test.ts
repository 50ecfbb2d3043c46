import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { recordedRecords } from '../helpers/golden-events.js'

const GOLDEN = new URL('../golden/core/', import.meta.url)
const names = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.steps.json'))
  .map((file) => file.slice(0, -'.steps.json'.length))
const LEGACY = /^aliecs\.(env_|before_start_activity)/

/** Go writes a map in any order, JavaScript sorts it. */
function bytes(value: Uint8Array, hasMap: boolean): string {
  return Buffer.from(hasMap ? value.toSorted() : value).toString('hex')
}

it('is the one of the Go core: all that it wrote is read and written again byte for byte', () => {
  const records = names.flatMap((name) => recordedRecords(name)).filter(({ topic }) => !LEGACY.test(topic))
  expect(records.length).toBeGreaterThan(4000)
  for (const { value } of records) {
    const event = events.Event.deserializeBinary(value)
    expect(event.getPayloadCase()).not.toBe(events.Event.PayloadCase.PAYLOAD_NOT_SET)
    const hasMap = (event.getEnvironmentevent()?.getVarsMap().getLength() ?? 0) > 0
    expect(bytes(event.serializeBinary(), hasMap)).toBe(bytes(value, hasMap))
  }
})

it('keeps nanoseconds exactly, which are more than a number can hold', () => {
  const event = new events.Event()
  event.setTimestampnano('1795399017529627495')
  const read = events.Event.deserializeBinary(event.serializeBinary())
  expect(read.getTimestampnano()).toBe('1795399017529627495')
})
