import type {
  ApiError,
  ControlOutcome,
  ControlTransition,
  Created,
  CreateEnvironmentRequest,
  Destroyed,
  EnvironmentDetail,
  EnvironmentSummary,
  Info,
  KafkaFigures,
  RecordView,
  Run,
  TemplateView,
} from '../../page-api/schemas.js'
import { readToken } from './token.js'

/** The core answered, and did not do it. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/** Transitions take as long as their hooks do; everything else is quick. */
const LIMIT_MS = 30_000
const TRANSITION_LIMIT_MS = 15 * 60_000

export const api = {
  info: () => get<Info>('/info'),
  environments: () => get<EnvironmentSummary[]>('/environments'),
  environment: (id: string) => get<EnvironmentDetail>(`/environments/${encodeURIComponent(id)}`),
  templates: () => get<TemplateView[]>('/templates'),
  records: (limit: number) => get<RecordView[]>(`/records?limit=${limit}`),
  kafka: () => get<KafkaFigures>('/kafka'),
  runs: () => get<Run[]>('/runs'),
  create: (request: CreateEnvironmentRequest) => send<Created>('POST', '/environments', request),
  control: (id: string, transition: ControlTransition) =>
    send<ControlOutcome>('POST', `/environments/${encodeURIComponent(id)}/control`, { transition }),
  destroy: (id: string, force: boolean) =>
    send<Destroyed>('DELETE', `/environments/${encodeURIComponent(id)}?force=${force}`),
}

/** For requests and for the stream. */
export function authorization(): Record<string, string> {
  const token = readToken()
  return token === null ? {} : { Authorization: `Bearer ${token}` }
}

function get<T>(path: string): Promise<T> {
  return request<T>(path, { method: 'GET' }, LIMIT_MS)
}

function send<T>(method: string, path: string, body?: object): Promise<T> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' }
  return request<T>(path, { method, headers, ...content }, TRANSITION_LIMIT_MS)
}

async function request<T>(path: string, init: RequestInit, limitMs: number): Promise<T> {
  let response: Response
  try {
    response = await fetch(`./api${path}`, {
      ...init,
      headers: { ...init.headers, ...authorization() },
      signal: AbortSignal.timeout(limitMs),
    })
  } catch (error) {
    const text =
      error instanceof DOMException && error.name === 'TimeoutError'
        ? 'did not answer in time'
        : 'cannot be reached'
    throw new ApiFailure(0, 'UNREACHABLE', `The core ${text}.`)
  }
  if (!response.ok) throw await failureOf(response)
  return (await response.json()) as T
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const body = (await response.json().catch(() => null)) as Partial<ApiError> | null
  const { code = 'HTTP', message = `The core answered ${response.status} ${response.statusText}.` } =
    body?.error ?? {}
  return new ApiFailure(response.status, code, message)
}
