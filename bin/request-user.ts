import { hostname, userInfo } from 'node:os'
import type { RequestUser } from '../core/index.js'

/** Who runs the command line, as the original's client says it: `name@host`. */
export function requestUser(): RequestUser {
  return { name: `${userName()}@${hostname()}` }
}

/** A process may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
