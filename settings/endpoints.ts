import { isIPv6 } from 'node:net'

export interface Endpoint {
  /** Without brackets, even for IPv6. */
  host: string
  port: number
}

const HOST_NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i

/**
 * @param text `host:port`: a name, an IPv4 address, or an IPv6 address in brackets
 * @returns what is wrong with it, as text, where it is no endpoint
 */
export function parseEndpoint(text: string): Endpoint | string {
  if (text.includes('://')) return 'only host:port, without scheme'
  if (isIPv6(text)) return 'an IPv6 address needs brackets: [address]:port'
  const [, name = '', port = ''] = /^(\[.*\]|.*?)(?::([^:]*))?$/s.exec(text) ?? []
  const ipv6 = /^\[.*\]$/s.test(name)
  const host = ipv6 ? name.slice(1, -1) : name
  if (host === '') return 'no host'
  if (ipv6 ? !isIPv6(host) : !HOST_NAME.test(host)) return ipv6 ? 'no IPv6 address' : 'not a host name'
  if (port === '') return 'no port'
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) return 'the port is not 1 to 65535'
  return { host, port: Number(port) }
}

/** `host:port`, with brackets around an IPv6 address. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`
}
