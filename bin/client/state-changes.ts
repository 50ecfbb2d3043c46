import type { Event__Output } from '#generated/grpc/events/Event.js'

/** Last status and state of a role or task. */
interface Standing {
  status: string
  state: string
}

/** Last known status and state of every role and task of a stream. */
export class StateChanges {
  readonly #known = new Map<string, Standing>()

  /** Whether an event says something new; every event that is not of a role or task does. */
  isNews({ roleEvent, taskEvent }: Event__Output): boolean {
    if (roleEvent) return this.#changes(`role ${roleEvent.environmentId} ${roleEvent.rolePath}`, roleEvent)
    if (taskEvent) return this.#changes(`task ${taskEvent.taskid}`, taskEvent)
    return true
  }

  /** An empty field says nothing of its subject. */
  #changes(name: string, { status, state }: Standing): boolean {
    const before = this.#known.get(name)
    const after = { status: status || (before?.status ?? ''), state: state || (before?.state ?? '') }
    this.#known.set(name, after)
    return before === undefined || after.status !== before.status || after.state !== before.state
  }
}
