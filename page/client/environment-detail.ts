import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { EnvironmentDetail, Happening } from '../../page-api/schemas.js'
import { ApiFailure, api } from './api.js'
import { connection, findEnvironment, happenings, isLoaded, learnHistory } from './store.js'

/** After something happened, so that a burst of it is one question. */
const SETTLE_MS = 400

export interface EnvironmentDetailState {
  detail: EnvironmentDetail | null
  error: string | null
}

/** Asks for the details of an environment, and again after each of its happenings; of one that is gone too. */
export function useEnvironmentDetail(id: string): EnvironmentDetailState {
  const state = useSignal<EnvironmentDetailState>({ detail: null, error: null })
  const latest = useLatestHappening(id)
  const isLive = connection.value === 'live' && isLoaded.value
  const isThere = findEnvironment(id) !== undefined
  useEffect(() => {
    let isWanted = isLive
    const ask = async (): Promise<void> => {
      try {
        const detail = await api.environment(id)
        if (!isWanted) return
        state.value = { detail, error: null }
        learnHistory(detail.history)
      } catch (error) {
        if (!isWanted || (error instanceof ApiFailure && error.status === 404)) return // gone, and not kept
        state.value = { ...state.value, error: error instanceof Error ? error.message : String(error) }
      }
    }
    const timer = setTimeout(() => isWanted && void ask(), state.peek().detail?.id === id ? SETTLE_MS : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [id, latest.value, isLive, isThere])
  return state.value.detail?.id === id ? state.value : { detail: null, error: state.value.error }
}

/** Those of one environment, oldest first. */
export function useHappenings(id: string): ReadonlySignal<Happening[]> {
  return useComputed(() => happenings.value.filter(({ environmentId }) => environmentId === id))
}

function useLatestHappening(id: string): ReadonlySignal<number> {
  return useComputed(
    () => happenings.value.findLast(({ environmentId }) => environmentId === id)?.timestampMs ?? 0,
  )
}
