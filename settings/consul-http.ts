import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { type Endpoint, formatEndpoint } from './endpoints.js'

/** Answer to one request, whatever server gave it. */
export interface ConsulResponse {
  statusCode: number
  headers: IncomingHttpHeaders
  /** Body as it came, as UTF-8 text. */
  text: string
}

export interface ConsulRequest {
  method: 'GET' | 'PUT'
  key: string
  /** Parameters after the key, for example `recurse`. */
  query: Readonly<Record<string, string>>
  /** Value to write. */
  body?: string
}

export interface ConsulHttpOptions {
  timeoutMs: number
  token: string | undefined
}

/** Far above all that Consul keeps below one folder of AliECS; a server that sends without end is cut off. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

/**
 * One request to Consul's key-value store, from connection to the end of the body, within the time limit.
 *
 * A connection per call: calls are rare, and a kept one would fail the first call after a restart of Consul. The client
 * library is not used because it crashes the process on answers of other servers, and hides the headers.
 *
 * @throws Error of the connection, with its `code`; `TimeoutError` of the signal
 */
export function requestConsul(
  { host, port }: Endpoint,
  { method, key, query, body }: ConsulRequest,
  { timeoutMs, token }: ConsulHttpOptions,
): Promise<ConsulResponse> {
  const parameters = new URLSearchParams(query).toString()
  const path = `/v1/kv/${encodeURIComponent(key)}${parameters === '' ? '' : `?${parameters}`}`
  const headers = {
    host: formatEndpoint({ host, port }),
    ...(token === undefined ? {} : { 'x-consul-token': token }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
  }
  const signal = AbortSignal.timeout(timeoutMs)
  const agent = new Agent({ keepAlive: false })
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? signal.reason : error)
    request({ host, port, method, path, headers, agent, signal }, (response) => {
      readBody(response).then(
        (text) => resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, text }),
        fail,
      )
    })
      .on('error', fail)
      .end(body)
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new Error(`the answer is longer than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
