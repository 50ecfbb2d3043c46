import events from '#generated/protos/events_pb.js'
import type { PublishRecord } from '../../plugin/host.js'

/** What is compared of an event, as one text, and whose it is. */
export interface ComparedEvent {
  environmentId: string
  /** Without `aliecs.`. */
  topic: string
  timestampNano: bigint
  text: string
}

/** These happen at the same time in several places: their order says nothing. */
export const UNORDERED = ['task', 'role', 'call']

const STATUS = ['NULL', 'STARTED', 'ONGOING', 'DONE_OK', 'DONE_ERROR', 'DONE_TIMEOUT']

/**
 * The events among some records, in their order. Ids are left out and run numbers numbered as they come to their
 * environment; of texts that no two cores have in common it is said whether they are there.
 */
export function comparedEvents(records: readonly Pick<PublishRecord, 'topic' | 'value'>[]): ComparedEvent[] {
  const runs = new Map<string, (value: string) => string>()
  const run = (environmentId: string, runNumber: number): string => {
    if (runNumber === 0) return '-'
    const name = runs.get(environmentId) ?? numbering('R')
    runs.set(environmentId, name)
    return name(String(runNumber))
  }
  return records
    .filter(({ topic }) =>
      /^aliecs\.(core|environment|run|call|role|task|integrated_service\..*)$/.test(topic),
    )
    .map(({ topic, value }) => ({ topic, event: events.Event.deserializeBinary(value) }))
    .map(({ topic, event }) => ({
      ...describe(event, run),
      topic: topic.replace('aliecs.', ''),
      timestampNano: BigInt(event.getTimestampnano()),
    }))
}

/** As consumers of the recorded core must: its records may overtake one another. */
export function byTime(compared: readonly ComparedEvent[]): ComparedEvent[] {
  return compared.toSorted((a, b) => Number(a.timestampNano - b.timestampNano))
}

/** One sequence of texts per environment and topic, by `E1 environment`, environments as they come. */
export function sequencesOf(compared: readonly ComparedEvent[]): Map<string, string[]> {
  const environment = numbering('E')
  const sequences = new Map<string, string[]>()
  for (const { environmentId, topic, text } of compared) {
    const name = `${environmentId === '' ? '-' : environment(environmentId)} ${topic}`
    sequences.set(name, [...(sequences.get(name) ?? []), text])
  }
  for (const [name, texts] of sequences) {
    if (UNORDERED.includes(name.split(' ')[1] ?? '')) texts.sort()
  }
  return sequences
}

type Described = Pick<ComparedEvent, 'environmentId' | 'text'>

function describe(event: events.Event, run: (environmentId: string, runNumber: number) => string): Described {
  const environment = event.getEnvironmentevent()
  if (environment) {
    const template = environment.getWorkflowtemplateinfo()?.serializeBinary().length ?? 0
    return line(environment.getEnvironmentid(), [
      environment.getState(),
      run(environment.getEnvironmentid(), environment.getRunnumber()),
      environment.getTransition(),
      environment.getTransitionstep(),
      STATUS[environment.getTransitionstatus()],
      environment.getMessage(),
      environment.getError() !== '' && 'error',
      environment.getVarsMap().getLength() > 0 && 'vars',
      `user ${environment.getLastrequestuser()?.getName() ?? '-'}`,
      template > 0 && 'template',
    ])
  }
  const ofRun = event.getRunevent()
  if (ofRun) {
    return line(ofRun.getEnvironmentid(), [
      ofRun.getState(),
      run(ofRun.getEnvironmentid(), ofRun.getRunnumber()),
      ofRun.getTransition(),
      STATUS[ofRun.getTransitionstatus()],
      ofRun.getError() !== '' && 'error',
      `user ${ofRun.getLastrequestuser()?.getName() ?? '-'}`,
    ])
  }
  return describeSmall(event)
}

function describeSmall(event: events.Event): Described {
  const call = event.getCallevent()
  if (call) {
    return line(call.getEnvironmentid(), [
      call.getFunc(),
      STATUS[call.getCallstatus()],
      call.getPath(),
      JSON.stringify(call.getTraits()?.toObject()),
      call.getReturn(),
      call.getError() !== '' && 'error',
    ])
  }
  const role = event.getRoleevent()
  if (role) return line(role.getEnvironmentid(), [role.getRolepath(), role.getStatus(), role.getState()])
  const task = event.getTaskevent()
  if (task) {
    const className = task.getClassname().split('/').at(-1)?.split('@')[0]
    const traits = JSON.stringify(task.getTraits()?.toObject())
    const named = [className, task.getState(), task.getStatus(), task.getPath(), task.getHostname(), traits]
    return line(task.getEnvironmentid(), named)
  }
  const service = event.getIntegratedserviceevent()
  if (service) return line(service.getEnvironmentid(), [service.getName(), service.getOperationname()])
  return line('', [event.hasCorestartevent() && 'CoreStart'])
}

function line(environmentId: string, parts: (string | false | undefined)[]): Described {
  return { environmentId, text: parts.map((part) => part || '').join(' | ') }
}

function numbering(prefix: string): (value: string) => string {
  const names = new Map<string, string>()
  return (value) => {
    const name = names.get(value) ?? `${prefix}${names.size + 1}`
    names.set(value, name)
    return name
  }
}
