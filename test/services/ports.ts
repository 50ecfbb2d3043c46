import { randomInt } from 'node:crypto'
import getPort from 'get-port'

/**
 * A free port below 32768, where Linux begins to take ports for outgoing connections: a port from there could be
 * taken by a client, even by one that tries to reconnect to it, while a server restarts on it.
 */
export function freePort(): Promise<number> {
  return getPort({ port: Array.from({ length: 50 }, () => randomInt(20_000, 32_768)) })
}
