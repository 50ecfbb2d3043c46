import events from '#generated/protos/events_pb.js'
import type { PublishRecord } from '../../plugin/host.js'

/** What is compared of an event, as one text, and whose it is. */
export interface ComparedEvent {
  environmentId: string
  /** Without `aliecs.`. */
  topic: string
  timestampNano: bigint
  timestampMs: number
  text: string
}

/** Topics of events that several places emit at the same time: the order of a sequence has no meaning. */
const UNORDERED = ['task', 'role', 'call']

/** @param sequence as {@link sequencesOf} names it */
export function isUnordered(sequence: string): boolean {
  return UNORDERED.includes(sequence.split(' ')[1] ?? '')
}

const STATUS = ['NULL', 'STARTED', 'ONGOING', 'DONE_OK', 'DONE_ERROR', 'DONE_TIMEOUT']

/**
 * The events among some records, in their order. Keys are named after whose id they are, ids are left out, also from
 * errors, and run numbers are numbered as they come to their environment.
 */
export function comparedEvents(
  records: readonly Pick<PublishRecord, 'topic' | 'key' | 'value'>[],
): ComparedEvent[] {
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
    .map(({ topic, key, value }) => {
      const event = events.Event.deserializeBinary(value)
      const { environmentId, text } = describe(event, run)
      return {
        environmentId,
        topic: topic.replace('aliecs.', ''),
        timestampNano: BigInt(event.getTimestampnano()),
        timestampMs: event.getTimestamp(),
        text: `${text} | ${keyName(key, event, environmentId)}`,
      }
    })
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
    if (isUnordered(name)) texts.sort()
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
      errorText(environment.getError(), environment.getEnvironmentid()),
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
      errorText(ofRun.getError(), ofRun.getEnvironmentid()),
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
      errorText(call.getError(), call.getEnvironmentid()),
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

/** The key by the name of its id. */
function keyName(key: string | null, event: events.Event, environmentId: string): string {
  if (key === null) return 'no key'
  if (key === environmentId) return 'key of environment'
  return key === event.getTaskevent()?.getTaskid() ? 'key of task' : `key ${key}`
}

/** An error without the ids of its environment and tasks, and without the folder of its template. */
function errorText(error: string, environmentId: string): string {
  const text = error.replaceAll(/\(id \w+\)/g, '(id <task>)').replaceAll(/\/\S+\/(?=[\w-]+\.yaml)/g, '')
  return environmentId === '' ? text : text.replaceAll(environmentId, '<environment>')
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
