import { expect, it } from 'vitest'
import { parseRecording, replay } from '../../attach/recording.js'
import { rejection } from '../helpers/caught.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

const line = (topic: string, timestampMs: number): string =>
  JSON.stringify({ topic, key: 'k', timestampMs, valueHex: '0aff', offset: 3 })

it('names line and field of what is no record', () => {
  expect(() => parseRecording(`${line('a', 1)}\n{"topic":""}`, 'r.jsonl')).toThrow(
    /^r\.jsonl:2: not a record: topic/,
  )
  expect(() => parseRecording('{', 'r.jsonl')).toThrow(/^r\.jsonl:1: not a record/)
  expect(() => parseRecording(line('a', 1).replace('0aff', '0af'), 'r')).toThrow(
    'pairs of hexadecimal digits',
  )
})

it('sends all, in order, with their keys', async () => {
  const publisher = new MemoryPublisher()
  const records = parseRecording([line('a', 1), '', line('b', 100_000)].join('\n'), 'r')
  const { signal } = new AbortController()
  const sent = await replay(records, publisher, { speed: Number.POSITIVE_INFINITY, prefix: 'p-', signal })
  expect(sent).toBe(2)
  expect(publisher.take()).toEqual([
    { topic: 'p-a', key: 'k', value: Buffer.from([0x0a, 0xff]) },
    { topic: 'p-b', key: 'k', value: Buffer.from([0x0a, 0xff]) },
  ])
})

it('keeps the spacing, until it is interrupted', async () => {
  const publisher = new MemoryPublisher()
  const controller = new AbortController()
  const records = parseRecording([line('a', 0), line('b', 40), line('c', 3_600_000)].join('\n'), 'r')
  const begunMs = performance.now()
  const arrived: number[] = []
  const sent = await replay(records, publisher, {
    speed: 2,
    prefix: '',
    signal: controller.signal,
    onSent: () => {
      arrived.push(performance.now() - begunMs)
      if (arrived.length === 2) controller.abort()
    },
  })
  expect(sent).toBe(2)
  expect(arrived[1]).toBeGreaterThanOrEqual(19)
})

it('says what could not be delivered', async () => {
  const publisher = new MemoryPublisher()
  const refusal = Object.assign(new Error('no'), { code: 'KFK_TOPIC' })
  publisher.publish = () => Promise.resolve({ status: 'failed', error: refusal as never })
  const { signal } = new AbortController()
  const replaying = () =>
    replay(parseRecording(line('a', 0), 'r'), publisher, { speed: 1, prefix: '', signal })
  expect(await rejection(replaying)).toBe(refusal)
})
