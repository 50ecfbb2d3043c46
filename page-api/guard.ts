import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { quoted } from '../excerpt.js'
import { hostOf, isLoopback } from './loopback.js'
import { RequestProblem } from './problems.js'
import { hasToken } from './token.js'

export interface GuardOptions {
  bindAddress: string
  /** Further names by which the page may be reached. */
  hosts: readonly string[]
  /** Null where none is asked for. */
  token: string | null
}

/** Routes that need no token: files that are the same for everybody, and whether all is well. */
const OPEN: readonly (string | undefined)[] = ['/', '/*', '/healthz', '/readyz']

/**
 * Refuses what does not come from the page itself or from a program with the token: requests for another host (DNS
 * rebinding), from another origin, without the token. After the limit on the rate, so that nobody tries tokens.
 */
export function guard(server: FastifyInstance, options: GuardOptions): void {
  server.addHook('preParsing', async (request) => {
    checkHost(request, options)
    checkOrigin(request)
    checkToken(request, options)
  })
}

function checkHost({ headers }: FastifyRequest, { bindAddress, hosts }: GuardOptions): void {
  const host = hostOf(headers.host)
  if (host !== null && isOurs(host, bindAddress, hosts)) return
  const names = ['localhost', ...(isLoopback(bindAddress) ? [] : ['an IP address', hostname()]), ...hosts]
  const given = quoted(headers.host ?? '')
  throw new RequestProblem(
    403,
    'HOST_REFUSED',
    `Host: expected ${names.join(', ')}, got ${given}; the setting pageHosts has further names`,
  )
}

/** A name can be made to point here by anybody; an address cannot. */
function isOurs(host: string, bindAddress: string, hosts: readonly string[]): boolean {
  if (isLoopback(host) || host === bindAddress || hosts.some((name) => name.toLowerCase() === host))
    return true
  return !isLoopback(bindAddress) && (isIP(host) !== 0 || host === hostname().toLowerCase())
}

function checkOrigin(request: FastifyRequest): void {
  const { headers, method } = request
  const { origin } = headers
  const site = headers['sec-fetch-site']
  if (origin !== undefined && originHost(origin) !== originHost(`http://${headers.host}`)) {
    throw new RequestProblem(
      403,
      'ORIGIN_REFUSED',
      `Origin: expected this page, got ${quoted(origin)}: requests from other pages are refused`,
    )
  }
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && isOpen(request)
  if ((site === 'cross-site' || site === 'same-site') && !isVisit) {
    throw new RequestProblem(403, 'ORIGIN_REFUSED', `Sec-Fetch-Site: requests from other pages are refused`)
  }
}

/** `host[:port]`; null for what is no origin, as the text `null`. */
function originHost(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}

/** By the route that answers, not by the address: one path can be written in many ways. */
function isOpen({ routeOptions }: FastifyRequest): boolean {
  return OPEN.includes(routeOptions.url)
}

function checkToken(request: FastifyRequest, { token }: GuardOptions): void {
  if (token === null || isOpen(request) || hasToken(request.headers.authorization, token)) return
  throw new RequestProblem(
    401,
    'UNAUTHORIZED',
    'Authorization: expected "Bearer" and the token of this page: the setting pageToken, or the one that was printed at the start',
  )
}
