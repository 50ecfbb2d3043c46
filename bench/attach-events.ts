import { readFileSync } from 'node:fs'
import events from '#generated/protos/events_pb.js'
import { parseRecording } from '../attach/index.js'
import type { PublishRecord } from '../index.js'

const RECORDING = new URL('../test/golden/core/lifecycle.jsonl', import.meta.url)

/** What a Go core writes on `aliecs.environment` and `aliecs.run` from one moment to another. */
export type Chapter = 'creation' | 'START_ACTIVITY' | 'STOP_ACTIVITY'

interface Template {
  topic: string
  value: Uint8Array
  nano: bigint
  transition: string
  environmentId: string
}

const templates = readTemplates()

/** A chapter in the life of an environment, as the Go core told it once; each event with the next time stamp. */
export function chapterEvents(
  chapter: Chapter,
  {
    environmentId,
    runNumber,
    nextNano,
  }: { environmentId: string; runNumber: number; nextNano: () => bigint },
): PublishRecord[] {
  return templates[chapter].map(({ topic, value }) => {
    const event = events.Event.deserializeBinary(value)
    const nano = nextNano()
    event.setTimestamp(Number(nano / 1_000_000n))
    event.setTimestampnano(String(nano))
    for (const about of [event.getEnvironmentevent(), event.getRunevent()]) {
      about?.setEnvironmentid(environmentId)
      if (about?.getRunnumber()) about.setRunnumber(runNumber)
    }
    return { topic, key: environmentId, value: event.serializeBinary() }
  })
}

/** Of the first environment of the recording, each chapter once, in the order in which the core wrote it. */
function readTemplates(): Record<Chapter, Template[]> {
  const all = parseRecording(readFileSync(RECORDING, 'utf8'), 'lifecycle.jsonl')
    .flatMap(({ topic, value }) => templateOf(topic, value) ?? [])
    .sort((a, b) => (a.nano < b.nano ? -1 : 1))
  const [first] = all
  const own = all.filter(({ environmentId }) => environmentId === first?.environmentId)
  const begin = own.findIndex(({ transition }) => transition === 'START_ACTIVITY')
  const stop = own.findIndex(({ transition }) => transition === 'STOP_ACTIVITY')
  const end = own.findIndex(({ transition }, index) => index > stop && transition !== 'STOP_ACTIVITY')
  return {
    creation: own.slice(0, begin),
    START_ACTIVITY: own.slice(begin, stop),
    STOP_ACTIVITY: own.slice(stop, end),
  }
}

function templateOf(topic: string, value: Uint8Array): Template | null {
  if (topic !== 'aliecs.environment' && topic !== 'aliecs.run') return null
  const event = events.Event.deserializeBinary(value)
  const about = event.getEnvironmentevent() ?? event.getRunevent()
  if (about === undefined) return null
  return {
    ...{ topic, value, nano: BigInt(event.getTimestampnano()) },
    transition: about.getTransition(),
    environmentId: about.getEnvironmentid(),
  }
}
