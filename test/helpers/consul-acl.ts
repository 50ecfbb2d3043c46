import { randomUUID } from 'node:crypto'
import { type ConsulServer, startConsul } from '../services/consul.js'
import { randomName } from './services.js'

/** A Consul with access control, which denies all that no policy allows. */
export interface GuardedConsul {
  server: ConsulServer
  /** Token with all rights. */
  managementToken: string
  /** Writes keys with all rights. */
  put(keys: Readonly<Record<string, string>>): Promise<void>
  /** Returns a new token with these rules only. */
  tokenWith(rules: string): Promise<string>
}

export async function startGuardedConsul(): Promise<GuardedConsul> {
  const managementToken = randomUUID()
  const server = await startConsul({ managementToken })
  const call = async (path: string, body: string): Promise<unknown> => {
    const headers = { 'x-consul-token': managementToken }
    const response = await fetch(`http://${server.address}/v1/${path}`, { method: 'PUT', headers, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  return {
    server,
    managementToken,
    put: async (keys) => {
      for (const [key, value] of Object.entries(keys)) await call(`kv/${key}`, value)
    },
    tokenWith: async (rules) => {
      const policy = randomName('policy')
      await call('acl/policy', JSON.stringify({ Name: policy, Rules: rules }))
      const token = await call('acl/token', JSON.stringify({ Policies: [{ Name: policy }] }))
      return String(Object(token).SecretID)
    },
  }
}
