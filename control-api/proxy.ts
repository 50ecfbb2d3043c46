import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** HTTP proxy from the environment, through which gRPC connects. */
export interface HttpProxy {
  /** `host:port`, without user name and password. */
  address: string
  /** Environment variable that names it. */
  variable: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Variables that grpc-js reads; the first one that is set counts. */
const VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy'] as const

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * Finds the proxy for a core. Loopback addresses never go through a proxy, as in Go; `no_grpc_proxy` and `no_proxy` exempt
 * further hosts.
 *
 * @param address `host:port` of the core
 * @returns null where the connection is direct
 */
export function findProxy(address: string, env: Environment): HttpProxy | null {
  const variable = VARIABLES.find((name) => (env[name] ?? '') !== '')
  const value = variable === undefined ? '' : env[variable]
  if (variable === undefined || value === undefined || !URL.canParse(value)) return null
  const { protocol, hostname, port } = new URL(value)
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1')
  if (protocol !== 'http:' || isLoopback(host) || isExempt(host, env)) return null
  return { address: `${hostname}:${port === '' ? 80 : port}`, variable }
}

function isLoopback(host: string): boolean {
  if (isIPv4(host)) return LOOPBACK.check(host, 'ipv4')
  if (isIPv6(host)) return LOOPBACK.check(host, 'ipv6')
  return host === 'localhost' || host.endsWith('.localhost')
}

/** Entries are suffixes of names, addresses, or IPv4 networks; `*` exempts every host. */
function isExempt(host: string, env: Environment): boolean {
  const list = env['no_grpc_proxy'] || env['no_proxy'] || ''
  if (list === '') return false
  return list.split(',').some((entry) => {
    const pattern = entry.trim()
    const [network = '', prefix] = pattern.split('/')
    if (prefix !== undefined && isIPv4(network) && isIPv4(host)) return isInNetwork(host, network, prefix)
    return pattern === '*' || host.endsWith(pattern)
  })
}

function isInNetwork(host: string, network: string, prefix: string): boolean {
  if (!/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return false
  const list = new BlockList()
  list.addSubnet(network, Number(prefix), 'ipv4')
  return list.check(host, 'ipv4')
}
