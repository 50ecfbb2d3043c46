/** Where the page listens beyond loopback the API asks for a token; it is kept as long as the tab is open. */
const KEY = 'aliecs-token'
const IN_ADDRESS = /^#token=(.+)$/

export function readToken(): string | null {
  return sessionStorage.getItem(KEY)
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token.trim())
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY)
}

/** `http://host:port/#token=…`, as the daemon prints it; it does not stay in the address, nor in the history. */
export function takeTokenFromAddress(): void {
  const [, token] = IN_ADDRESS.exec(location.hash) ?? []
  if (token === undefined) return
  keepToken(decodeURIComponent(token))
  history.replaceState(null, '', '#/environments')
}
