import { BlockList, isIP, isIPv6 } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** @param address an IP address or a name; only `localhost` is known among names */
export function isLoopback(address: string): boolean {
  if (address === 'localhost') return true
  return isIP(address) !== 0 && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** The host of a `Host` header, without port and brackets, in lower case; null for what is none. */
export function hostOf(header: string | undefined): string | null {
  const [, bracketed, name] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(header ?? '') ?? []
  return (bracketed ?? name)?.toLowerCase() ?? null
}
