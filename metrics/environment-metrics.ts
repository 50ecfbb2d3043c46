import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { EnvironmentEvent, EnvironmentObserver } from '../core/observer.js'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90]

/** Transitions and calls of all environments, and how many environments there are. */
export function environmentMetrics(registry: Registry, states: () => readonly string[]): EnvironmentObserver {
  const registers = [registry]
  const transitions = new Histogram({
    name: 'aliecs_transition_duration_seconds',
    help: 'Transitions of environments, by what became of them (ok, failed).',
    labelNames: ['transition', 'result'],
    buckets: SECONDS,
    registers,
  })
  const hooks = new Histogram({
    name: 'aliecs_hook_duration_seconds',
    help: 'Calls of plugin functions by hooks, by what became of them (ok, failed).',
    labelNames: ['function', 'trigger', 'result'],
    buckets: SECONDS,
    registers,
  })
  const failedCreations = new Counter({
    name: 'aliecs_environment_creations_failed_total',
    help: 'Environments that could not be made.',
    registers,
  })
  new Gauge({
    name: 'aliecs_environments',
    help: 'Environments that there are, by state.',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset()
      for (const state of states()) this.inc({ state })
    },
  })
  const transitionStarts = new Map<string, number>()
  const callStarts = new WeakMap<object, number>()
  return (event: EnvironmentEvent) => {
    const { environmentId, timestampMs } = event
    switch (event.type) {
      case 'transition-started':
        transitionStarts.set(environmentId, timestampMs)
        break
      case 'transition-finished': {
        const { transition, error } = event
        const startMs = transitionStarts.get(environmentId) ?? timestampMs
        transitionStarts.delete(environmentId)
        transitions.observe({ transition, result: resultOf(error) }, (timestampMs - startMs) / 1000)
        break
      }
      case 'call-started':
        callStarts.set(event.role, timestampMs)
        break
      case 'call-finished': {
        const { role, error } = event
        const seconds = (timestampMs - (callStarts.get(role) ?? timestampMs)) / 1000
        hooks.observe(
          { function: nameOf(role.func), trigger: role.trigger, result: resultOf(error) },
          seconds,
        )
        break
      }
      case 'creation':
        if (event.step === 'failed') failedCreations.inc()
        break
      default:
    }
  }
}

function resultOf(error: string | null): 'ok' | 'failed' {
  return error === null ? 'ok' : 'failed'
}

/** `kafka.PublishEnterStateUpdate()` without its arguments: a label must not have a value per run. */
function nameOf(func: string): string {
  return func.replace(/\(.*$/s, '')
}
