import { basename } from 'node:path'
import { environmentOf } from '../../control-api/client-errors.js'
import type { ClientEvent, CreateRequest, Environment, EnvironmentManager } from '../../core/index.js'
import type { ControlServer } from './control-server.js'

const options = { timeoutMs: 120_000 }

/**
 * The core of the server, for scenarios, where everything that changes environments goes through gRPC. What is only
 * looked at, and tasks, are its own.
 */
export function managerOverGrpc({ manager, client, events }: ControlServer): EnvironmentManager {
  /** A client knows an id when it is answered, a scenario from the beginning: its id to that of the core. */
  const ids = new Map<string, string>()
  const unanswered = new Set<string>()
  const real = (id: string): string => ids.get(id) ?? id

  const asked = (method: 'NewEnvironment' | 'NewEnvironmentAsync', { template, userVars }: CreateRequest) => {
    const own = `asked-${ids.size + unanswered.size + 1}`
    unanswered.add(own)
    const request = { workflowTemplate: basename(template, '.yaml'), vars: userVars ?? {} }
    const created = client
      .call(method, request, options)
      .then(
        ({ environment }) => environment?.id ?? '',
        (error: unknown) => {
          ids.set(own, environmentOf(error)?.id ?? '')
          throw error
        },
      )
      .then((id) => {
        ids.set(own, id)
        return manager.findEnvironment(id) as Environment
      })
      .finally(() => unanswered.delete(own))
    return { id: own, created }
  }
  const overrides = {
    findEnvironment: (id: string) => manager.findEnvironment(real(id)),
    environment: (id: string) => manager.environment(real(id)),
    begin: (request: CreateRequest) => asked('NewEnvironment', request),
    createAsync: (request: CreateRequest) => asked('NewEnvironmentAsync', request).id,
    createAuto: ({ template, userVars }: CreateRequest) => {
      const own = 'asked-auto'
      unanswered.add(own)
      const request = { workflowTemplate: basename(template, '.yaml'), vars: userVars ?? {}, id: own }
      void client.call('NewAutoEnvironment', request, options).then(() => {
        // The answer has no id; of one that was made just now the core has told something.
        ids.set(own, events.findLast((event) => event.type === 'creation')?.environmentId ?? '')
        unanswered.delete(own)
      })
      return { id: own }
    },
    control: async (id: string, type: ClientEvent) => {
      const { state } = await client.call('ControlEnvironment', { id: real(id), type }, options)
      return { state, error: state === 'ERROR' ? manager.environment(real(id)).lastError : null }
    },
    destroy: async (id: string, how: { force?: boolean; allowInRunningState?: boolean }) => {
      await client.call('DestroyEnvironment', { id: real(id), ...how }, options)
    },
    taskEvent: (action: Parameters<EnvironmentManager['taskEvent']>[0], where: { environmentId?: string }) =>
      manager.taskEvent(action, {
        ...where,
        ...(where.environmentId !== undefined && { environmentId: real(where.environmentId) }),
      }),
    shutdown: (timeoutMs: number) => manager.shutdown(timeoutMs),
  }
  return Object.defineProperties(overrides, {
    environments: { get: () => manager.environments },
    pendingIds: {
      get: () => [
        ...unanswered,
        ...[...ids].flatMap(([own, id]) => (manager.pendingIds.includes(id) ? [own] : [])),
      ],
    },
  }) as unknown as EnvironmentManager
}
