/** Text from a broker as a terminal may get it: control characters, escape sequences among them, made visible. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
