import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 192 bits, in letters that need no quoting. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url')
}

/** Whether an `Authorization` header has the token; takes as long for a wrong one as for the right one. */
export function hasToken(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? []
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
