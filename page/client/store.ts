import { computed, signal } from '@preact/signals'
import type { EnvironmentSummary, Info, TemplateView } from '../../page-api/schemas.js'
import { ROW_LIMIT } from '../model/bounded.js'
import {
  type Knowledge,
  learn,
  type NewsItem,
  NOTHING_KNOWN,
  newestEnvironments,
  withHappenings,
  withRecords,
  withRuns,
} from '../model/knowledge.js'
import { parseRoute } from '../model/routes.js'
import { ApiFailure, api } from './api.js'
import { followStream } from './live.js'
import { forgetToken, readToken, takeTokenFromAddress } from './token.js'

export type Connection = 'connecting' | 'live' | 'lost' | 'unauthorized'

const TICK_MS = 1000
const AGAIN_MS = 3000

export const connection = signal<Connection>('connecting')
/** Since when there is no connection; null while there is one. */
export const lostSinceMs = signal<number | null>(null)
/** Whether a token was refused, rather than none given. */
export const tokenRefused = signal(false)
/** False until the first answers are there: an empty list means nothing before. */
export const isLoaded = signal(false)
export const knowledge = signal<Knowledge>(NOTHING_KNOWN)
export const info = signal<Info | null>(null)
export const templates = signal<readonly TemplateView[] | null>(null)
export const route = signal(parseRoute(''))
/** Ticks, so that what shows a duration goes on. */
export const nowMs = signal(Date.now())
/** The start of this day: what shows a time does not follow every tick. */
export const todayMs = computed(() => new Date(nowMs.value).setHours(0, 0, 0, 0))

/** Each part by itself, so that a view of one does not follow the others. */
export const environments = computed(() => knowledge.value.environments)
export const gone = computed(() => knowledge.value.gone)
export const happenings = computed(() => knowledge.value.happenings)
export const records = computed(() => knowledge.value.records)
export const runs = computed(() => knowledge.value.runs)
export const kafka = computed(() => knowledge.value.kafka)

export function findEnvironment(id: string): EnvironmentSummary | undefined {
  return environments.value.find((each) => each.id === id)
}

let stop: (() => void) | null = null
/** News that came while the answers were on their way; null while none are. */
let waiting: NewsItem[] | null = null
let loading = 0

/** Once, when the page starts. */
export function start(): void {
  takeTokenFromAddress()
  const follow = (): void => {
    if (/^#token=/.test(location.hash)) {
      takeTokenFromAddress()
      connect()
    }
    route.value = parseRoute(location.hash)
  }
  follow()
  window.addEventListener('hashchange', follow)
  setInterval(() => {
    nowMs.value = Date.now()
  }, TICK_MS)
  connect()
}

/** Also with another token. */
export function connect(): void {
  stop?.()
  if (connection.value === 'unauthorized') connection.value = 'connecting'
  stop = followStream({
    onOpen: () => {
      connection.value = 'live'
      lostSinceMs.value = null
    },
    onLost: () => {
      lostSinceMs.value ??= Date.now()
      connection.value = 'lost'
    },
    onUnauthorized: askForToken,
    onReset: () => void load(),
    onNews: (news) => {
      if (waiting === null) knowledge.value = learn(knowledge.value, news)
      else waiting = [...waiting, ...news].slice(-10 * ROW_LIMIT)
    },
  })
}

/** The templates and detectors may have changed since. */
export async function loadForms(): Promise<void> {
  const [newTemplates, newInfo] = await Promise.all([api.templates(), api.info()])
  templates.value = newTemplates
  info.value = newInfo
}

/** Asks for everything; news of the meantime are added to the answers, which may be older. */
async function load(): Promise<void> {
  const turn = ++loading
  waiting = []
  try {
    const [newInfo, newEnvironments, newRecords, newRuns, newKafka] = await Promise.all([
      api.info(),
      api.environments(),
      api.records(ROW_LIMIT),
      api.runs(),
      api.kafka(),
    ])
    if (turn !== loading) return
    info.value = newInfo
    const answers: Knowledge = {
      environments: newestEnvironments(newEnvironments),
      gone: knowledge.value.gone,
      happenings: knowledge.value.happenings,
      records: withRecords([], newRecords),
      runs: withRuns([], newRuns),
      kafka: newKafka,
    }
    knowledge.value = learn(answers, waiting)
    isLoaded.value = true
    waiting = null
  } catch (error) {
    if (turn !== loading) return
    waiting = null
    if (error instanceof ApiFailure && error.status === 401) return askForToken()
    setTimeout(() => turn === loading && connection.value === 'live' && void load(), AGAIN_MS)
  }
}

/** The history of one environment, as its details bring it. */
export function learnHistory(history: Knowledge['happenings']): void {
  knowledge.value = { ...knowledge.value, happenings: withHappenings(knowledge.value.happenings, history) }
}

function askForToken(): void {
  stop?.()
  tokenRefused.value = readToken() !== null
  forgetToken()
  connection.value = 'unauthorized'
}
