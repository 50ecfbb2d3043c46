import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { AliecsError, type ErrorCode } from '../errors.js'
import type { ApiError } from './schemas.js'

/** What a request is answered with instead of what it asked for. */
export interface Problem {
  status: number
  body: ApiError
}

/** A refusal that has no code of its own in errors.ts. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const STATUSES: { readonly [Code in ErrorCode]?: number } = {
  ENVIRONMENT_UNKNOWN: 404,
  TEMPLATE_UNKNOWN: 404,
  REQUEST_INVALID: 400,
  TEMPLATE_INVALID: 422,
  HOST_UNKNOWN: 422,
  TRANSITION_INVALID: 409,
  EVENT_INAPPROPRIATE: 409,
  ENVIRONMENT_LEAVING: 409,
  DETECTOR_IN_USE: 409,
  CORE_CLOSING: 503,
  ENVIRONMENT_LIMIT: 429,
  SETTINGS_SOURCE: 503,
}
/** A value in a message is not longer. */
const SHOWN = 100

/** @param thrown by a handler, by fastify or one of its plugins */
export function problemOf(thrown: unknown, request: FastifyRequest): Problem {
  if (thrown instanceof RequestProblem) return problem(thrown.status, thrown.code, thrown.message)
  if (thrown instanceof AliecsError) {
    return problem(STATUSES[thrown.code] ?? 500, thrown.code, thrown.message)
  }
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const where = thrown.validationContext ?? 'body'
    const lines = thrown.validation.map(({ instancePath, message = '', params }) => {
      const steps = instancePath.split('/').filter((step) => step !== '')
      const keys = Array.isArray(params['keys']) ? params['keys'].join(', ') : ''
      if (keys !== '') return `${[where, ...steps].join('.')}: expected nothing else, got ${keys}`
      const expected = message.replace(/^Invalid (input|option): /, '').replace(/, received .*$/, '')
      return `${[where, ...steps].join('.')}: ${expected}, got ${shown(valueAt(where, steps, request))}`
    })
    return problem(400, 'REQUEST_INVALID', lines.join('\n'))
  }
  const { statusCode = 500, message, code } = thrown as Partial<FastifyError>
  if (statusCode >= 500)
    return problem(500, 'INTERNAL', 'something went wrong here; the log of the core has it')
  if (statusCode === 429) return problem(429, 'TOO_MANY_REQUESTS', message ?? '')
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return problem(413, 'TOO_LARGE', 'body: expected at most 1 MiB')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const type = shown(request.headers['content-type'])
    return problem(415, 'REQUEST_INVALID', `content-type: expected application/json, got ${type}`)
  }
  return problem(statusCode, 'REQUEST_INVALID', message ?? STATUS_CODES[statusCode] ?? 'refused')
}

function problem(status: number, code: string, message: string): Problem {
  return { status, body: { error: { code, message } } }
}

function valueAt(where: string, steps: readonly string[], request: FastifyRequest): unknown {
  let value: unknown =
    where === 'querystring' ? request.query : where === 'params' ? request.params : request.body
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined
  }
  return value
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
