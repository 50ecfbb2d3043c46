import type { ConsulResponse } from './consul-http.js'
import { redactAddress } from './redact.js'

/** Reason why Consul did not do what was asked. */
export class ConsulProblem extends Error {
  override readonly name = 'ConsulProblem'
  /** Whether the same call may succeed later. */
  readonly isTransient: boolean

  constructor(message: string, options: ErrorOptions & { isTransient: boolean }) {
    super(message, options)
    this.isTransient = options.isTransient
  }
}

/** Statuses that Consul gives to malformed, refused, too large and too many requests. */
const REFUSALS: readonly number[] = [400, 403, 413, 429]
const SHOWN_CHARS = 120

/** Whether the response to a read reports an absent key. Only a Consul sends its index with that. */
export function isAbsence({ statusCode, headers }: ConsulResponse): boolean {
  return statusCode === 404 && headers['x-consul-index'] !== undefined
}

/** Whether the response to a read has entries of a Consul. */
export function hasEntries({ statusCode, headers }: ConsulResponse): boolean {
  return statusCode === 200 && headers['x-consul-index'] !== undefined
}

/** Whether the Consul that answered has a policy of access control. */
export function hasAccessControl({ headers }: ConsulResponse): boolean {
  return headers['x-consul-default-acl-policy'] !== undefined
}

/** Whether access control has removed entries from the answer; Consul does not say so to a caller without a token. */
export function isFiltered({ headers }: ConsulResponse): boolean {
  return headers['x-consul-results-filtered-by-acls'] === 'true'
}

/** Returns the reason why a response is not a success. */
export function responseProblem(response: ConsulResponse): ConsulProblem {
  const { statusCode, headers } = response
  const text = shown(response.text)
  const isTransient = statusCode === 429 || statusCode >= 500
  const isHtml = headers['content-type']?.includes('html') === true
  const expectsTls = statusCode === 400 && /https/i.test(text)
  if (isHtml || expectsTls || !(REFUSALS.includes(statusCode) || statusCode >= 500)) {
    return foreignAnswer(response, isTransient)
  }
  if (statusCode === 403) {
    const advice = 'the token in the variable CONSUL_HTTP_TOKEN needs this right'
    const reason = text === '' ? 'no reason given' : text
    return new ConsulProblem(`refused by Consul's access control: ${reason}; ${advice}`, { isTransient })
  }
  return new ConsulProblem(text === '' ? `status ${statusCode}` : `status ${statusCode}: ${text}`, {
    isTransient,
  })
}

/** Returns the reason for a response that no Consul gives: its status, type and beginning. */
export function foreignAnswer(response: ConsulResponse, isTransient = false): ConsulProblem {
  const { statusCode, headers, text } = response
  const redirection =
    headers.location === undefined ? [] : [`redirected to ${quoted(redactAddress(headers.location))}`]
  const type = headers['content-type'] ?? 'no content type'
  const parts = [`status ${statusCode}`, ...redirection, type, text === '' ? 'empty' : quoted(text)]
  return new ConsulProblem(`the answer is not from a Consul: ${parts.join(', ')}`, { isTransient })
}

function quoted(text: string): string {
  return JSON.stringify(shown(text))
}

function shown(text: string): string {
  const line = text
    .slice(0, 10 * SHOWN_CHARS)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS).toWellFormed()}…` : line
}
