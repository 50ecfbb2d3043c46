import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { EnvironmentDetail, Happening } from '../../page-api/schemas.js'
import { ApiFailure, api } from './api.js'
import { connection, findEnvironment, happenings, learnHistory } from './store.js'

/** After something happened, so that a burst of it is one question. */
const SETTLE_MS = 400

export interface EnvironmentDetailState {
  detail: EnvironmentDetail | null
  error: string | null
}

/** Asks for the details of an environment, and again after each of its happenings. */
export function useEnvironmentDetail(id: string): EnvironmentDetailState {
  const state = useSignal<EnvironmentDetailState>({ detail: null, error: null })
  const latest = useLatestHappening(id)
  // One that is not there has no details.
  const isThere = connection.value === 'live' && findEnvironment(id) !== undefined
  useEffect(() => {
    let isWanted = isThere
    const ask = async (): Promise<void> => {
      try {
        const detail = await api.environment(id)
        if (!isWanted) return
        state.value = { detail, error: null }
        learnHistory(detail.history)
      } catch (error) {
        if (!isWanted || (error instanceof ApiFailure && error.status === 404)) return // gone since: its row says so
        state.value = { ...state.value, error: error instanceof Error ? error.message : String(error) }
      }
    }
    const timer = setTimeout(() => isWanted && void ask(), state.peek().detail?.id === id ? SETTLE_MS : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [id, latest.value, isThere])
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
