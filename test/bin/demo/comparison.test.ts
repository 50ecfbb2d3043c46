import { describe, expect, it } from 'vitest'
import { compareWithExpected, compareWithPublished } from '../../../bin/demo/comparison.js'
import { KafkaPlugin } from '../../../plugin/index.js'
import type { RawRecord } from '../../../records/index.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { MemoryPublisher } from '../../helpers/memory-publisher.js'

const IDS = new Map([['A', 'idA']])
const EXPECTED = {
  environments: new Map([
    [
      'A',
      ['aliecs.env_leave_state.CONFIGURED', 'aliecs.env_state.RUNNING', 'aliecs.env_leave_state.RUNNING'],
    ],
  ]),
  lists: [[], ['A']],
}

/** What the plugin publishes for that, and what a consumer reads when all goes well. */
async function aRun() {
  let now = 1000
  const publisher = new MemoryPublisher()
  const plugin = new KafkaPlugin({ publisher, clock: () => now++, logger: new MemoryLogger() })
  await plugin.init('test')
  const vars = { environment_id: 'idA', detectors: '[]', enter_state_time_ms: '1', run_number: '5' }
  for (const trigger of ['leave_CONFIGURED', 'enter_RUNNING', 'leave_RUNNING']) {
    const calls = plugin.callStack({ ...vars, __call_trigger: trigger })
    if (trigger.startsWith('enter')) await calls.PublishEnterStateUpdate()
    else await calls.PublishLeaveStateUpdate()
  }
  const published = publisher.records
  const read = published.map(
    (record, offset): RawRecord => ({ ...record, partition: 0, offset, timestampMs: 0 }),
  )
  return { published, read }
}

describe('compareWithPublished', () => {
  it('is content when every record came back', async () => {
    const { published, read } = await aRun()
    expect(compareWithPublished(published, read)).toEqual([])
    // The order of different topics says nothing.
    expect(compareWithPublished(published, read.toReversed().slice(0, 0).concat(read))).toEqual([])
  })

  it('names what is missing, what is too much, and what is in another order', async () => {
    const { published, read } = await aRun()
    const running = 'aliecs.env_state.RUNNING (key idA)'
    const lists = 'aliecs.env_list.RUNNING (key env_list.RUNNING)'
    const withoutRunning = read.filter(({ topic }) => topic !== 'aliecs.env_state.RUNNING')
    expect(compareWithPublished(published, withoutRunning)).toEqual([
      `${running}: 1 published but not read back`,
    ])
    expect(compareWithPublished(published, [...read, ...read.slice(2, 3)])).toEqual([
      `${running}: 1 read that nobody published`,
    ])
    expect(compareWithPublished(published, read.toReversed())).toEqual([`${lists}: read in another order`])
  })

  it('sees changed bytes', async () => {
    const { published, read } = await aRun()
    const changed = read.map((record, index) =>
      index === 1 ? { ...record, value: new Uint8Array(3) } : record,
    )
    expect(compareWithPublished(published, changed)).toHaveLength(1)
  })
})

describe('compareWithExpected', () => {
  it('is content when every record came', async () => {
    const { read } = await aRun()
    expect(compareWithExpected(EXPECTED, read, IDS)).toEqual([])
  })

  it('names a record that nobody even published', async () => {
    const { read } = await aRun()
    const rest = read.filter(({ topic }) => topic !== 'aliecs.env_leave_state.RUNNING')
    expect(compareWithExpected(EXPECTED, rest, IDS)).toEqual([
      'environment A: no record on aliecs.env_leave_state.RUNNING, though there must be one',
    ])
  })

  it('names a record too many, and one at the wrong time', async () => {
    const { read } = await aRun()
    expect(compareWithExpected(EXPECTED, [...read, ...read.slice(1, 2)], IDS)).toEqual([
      'environment A: a record on aliecs.env_leave_state.CONFIGURED that must not be',
    ])
    const [first, ...others] = EXPECTED.environments.get('A') ?? []
    const environments = new Map([['A', [...others, first ?? '']]])
    expect(compareWithExpected({ ...EXPECTED, environments }, read, IDS)).toEqual([
      'environment A: aliecs.env_leave_state.CONFIGURED came before aliecs.env_leave_state.RUNNING',
    ])
  })

  it('knows who must be in which list', async () => {
    const { read } = await aRun()
    expect(compareWithExpected({ ...EXPECTED, lists: [[], []] }, read, IDS)).toEqual([
      'list 2 holds idA, not no run',
    ])
    expect(compareWithExpected({ ...EXPECTED, lists: [[]] }, read, IDS)).toEqual(['2 lists of runs, not 1'])
  })
})
