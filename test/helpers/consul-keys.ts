import Consul from 'consul'
import { onTestFinished } from 'vitest'

/** Writes keys for one test, straight to Consul, and deletes them when the test is over. */
export function consulKeys(address: string, token?: string): (key: string, value: string) => Promise<void> {
  const [host = '', port] = address.split(':')
  const defaults = token === undefined ? {} : { defaults: { token } }
  const consul = new Consul({ host, port: Number(port), ...defaults })
  const keys = new Set<string>()
  onTestFinished(async () => {
    await Promise.all([...keys].map((key) => consul.kv.del(key)))
    consul.destroy()
  })
  return async (key, value) => {
    keys.add(key)
    await consul.kv.set(key, value)
  }
}
