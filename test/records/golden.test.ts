import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeRecord, findDecoder } from '../../records/index.js'

interface GoldenRecord {
  topic: string
  partition: number
  offset: number
  key: string | null
  timestampMs: number
  valueHex: string
  json: object
}

const FOLDER = new URL('../golden/core/', import.meta.url)

/** Everything that is recorded of the Go core; the answers to gRPC calls beside it are no records. */
const RECORDS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.jsonl') && !/^grpc_(?!states\.)/.test(file))
  .flatMap((file) => readFileSync(new URL(file, FOLDER), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as GoldenRecord)
const TOPICS = [...new Set(RECORDS.map(({ topic }) => topic))].sort()

/** The one field that we show when it is empty: a list without runs says something. */
function complete(topic: string, message: object): object {
  return topic === 'aliecs.env_list.RUNNING' ? { activeRuns: [], ...message } : message
}

describe('records of the Go core, decoded as the Go core decodes them', () => {
  it('are all there', () => {
    expect(RECORDS.length).toBeGreaterThan(7000)
    expect(TOPICS.filter((topic) => findDecoder(topic) === undefined)).toEqual([])
    const eventTopics = ['core', 'environment', 'run', 'call', 'role', 'task'].map((name) => `aliecs.${name}`)
    expect(TOPICS).toEqual(expect.arrayContaining(eventTopics))
  })

  it.each(TOPICS)('%s', (topic) => {
    const records = RECORDS.filter((record) => record.topic === topic)
    const decoded = records.map(({ valueHex, ...record }) => {
      const { content } = decodeRecord({ ...record, value: Buffer.from(valueHex, 'hex') })
      return content.kind === 'message' ? content.message : content
    })
    expect(decoded).toStrictEqual(records.map(({ json }) => complete(topic, json)))
  })
})
