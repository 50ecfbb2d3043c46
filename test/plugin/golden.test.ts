import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import type { PublishRecord, VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

/** What the Go plugin published for the same variables and clock; see test/golden/README.md. */
interface Step {
  call: 'Init' | 'PublishEnterStateUpdate' | 'PublishLeaveStateUpdate' | 'PublishStartActivityUpdate'
  vars?: VarStack
  varsHex?: VarStack
  clock: number
  published: { topic: string; key: string | null; valueHex: string }[]
  defect?: string
}

const vectors = readFileSync(new URL('../golden/plugin/vectors.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { name: string; sequence: Step[] })

describe('golden vectors of the Go plugin', () => {
  it('are all there', () => expect(vectors).toHaveLength(98))

  it.each(vectors.map(({ name, sequence }) => [name, sequence] as const))('%s', async (_name, sequence) => {
    const replay = new Replay()
    for (const step of sequence) {
      const ours = await replay.run(step)
      if (step.defect === undefined) expect(ours.map(comparable)).toEqual(step.published.map(recorded))
      else replay.checkDefect(step, ours)
    }
  })
})

const comparable = ({ topic, value }: PublishRecord) => ({ topic, value: Buffer.from(value).toString('hex') })
const recorded = ({ topic, valueHex }: Step['published'][number]) => ({ topic, value: valueHex })

class Replay {
  #now = 0
  readonly #publisher = new MemoryPublisher()
  readonly #plugin = new KafkaPlugin({
    publisher: this.#publisher,
    clock: () => this.#now,
    logger: new MemoryLogger(),
  })
  #vars: VarStack = {}

  async run(step: Step): Promise<PublishRecord[]> {
    this.#now = step.clock
    if (step.call === 'Init') await this.#plugin.init('golden')
    else {
      this.#vars = { ...step.vars }
      for (const [name, hex] of Object.entries(step.varsHex ?? {})) {
        this.#vars[name] = Buffer.from(hex, 'hex').toString('utf8')
      }
      await this.#plugin.callStack(this.#vars)[step.call]?.()
    }
    return this.#publisher.take()
  }

  /** What ours does where the Go plugin misbehaved. */
  checkDefect(step: Step, ours: PublishRecord[]): void {
    const topics = ours.map((record) => record.topic)
    const theirs = step.published.map((record) => record.topic)
    const kind = DEFECTS.find(([pattern]) => pattern.test(step.defect ?? ''))?.[1]
    switch (kind) {
      case 'bad stack':
        expect(ours).toEqual([])
        expect(this.#vars['__call_error_reason']).toMatch(/^variable \w+/)
        return
      case 'order':
        expect(topics).toEqual(theirs)
        expect(comparable(ours[0] as PublishRecord)).toEqual(
          recorded(step.published[0] as Step['published'][0]),
        )
        expect(idsOf(Buffer.from(ours[1]?.value ?? '')).sort()).toEqual(
          idsOf(Buffer.from(step.published[1]?.valueHex ?? '', 'hex')).sort(),
        )
        return
      case 'stale':
        expect(topics).toEqual(theirs)
        expect(idsOf(Buffer.from(ours[1]?.value ?? ''))).toEqual([step.vars?.['environment_id']])
        return
      case 'trigger':
        expect(topics.filter((topic) => !topic.includes('list'))).toEqual([expectedTopic(step)])
        return
      case 'utf8':
        expect(topics).toEqual(theirs)
        for (const { topic, value } of ours) {
          const message = topic.includes('list')
            ? kafka.ActiveRunsList.deserializeBinary(value).getActiverunsList()[0]
            : kafka.NewStateNotification.deserializeBinary(value).getEnvinfo()
          expect(message?.getRuntype()).toBe('PHY\ufffdSICS')
        }
        return
      default:
        throw new Error(`no expectation for the defect "${step.defect}"`)
    }
  }
}

const DEFECTS: [RegExp, 'bad stack' | 'order' | 'stale' | 'trigger' | 'utf8'][] = [
  [/^panic/, 'bad stack'],
  [/^nondeterministic list order/, 'order'],
  [/stale entry/, 'stale'],
  [/^(weight not stripped|state keyword|empty state)/, 'trigger'],
  [/^marshal failure/, 'utf8'],
]

function idsOf(list: Uint8Array): string[] {
  return kafka.ActiveRunsList.deserializeBinary(list)
    .getActiverunsList()
    .map((run) => run.getEnvironmentid())
}

function expectedTopic(step: Step): string {
  const name = step.vars?.['__call_trigger']?.replace(/[+-]\d+$/, '') ?? ''
  const state = /^(?:enter|leave)_([A-Z]+)$/.exec(name)?.[1] ?? 'UNKNOWN'
  return `aliecs.env_${step.call === 'PublishLeaveStateUpdate' ? 'leave_' : ''}state.${state}`
}
