import { consulBinary } from './consul-binary.js'
import { freePort } from './ports.js'
import { ServerProcess } from './server-process.js'

const START_TIMEOUT_MS = 60_000
const ANSWER_TIMEOUT_MS = 2_000
const PORT_ATTEMPTS = 3

export interface ConsulOptions {
  /** Token with all rights: access control is on then, and denies everything to all other callers. */
  managementToken?: string
}

/** One Consul agent in development mode: one node, all in memory. */
export class ConsulServer {
  /** `host:port` of the HTTP interface; the same after every start. */
  readonly address: string
  readonly #binary: string
  readonly #args: string[]
  #process: ServerProcess | null = null

  /** Use {@link startConsul}. `ports`: of HTTP, server RPC, and gossip in the LAN and the WAN. */
  constructor(
    binary: string,
    ports: readonly [number, number, number, number],
    { managementToken }: ConsulOptions = {},
  ) {
    const [http, server, lan, wan] = ports
    this.#binary = binary
    this.#args = [
      ...['-dev', '-bind=127.0.0.1', '-client=127.0.0.1', '-log-level=warn'],
      ...[`-http-port=${http}`, `-server-port=${server}`, `-serf-lan-port=${lan}`, `-serf-wan-port=${wan}`],
      ...['-dns-port=-1', '-grpc-port=-1', '-grpc-tls-port=-1'],
      ...(managementToken === undefined ? [] : ['-hcl', accessControl(managementToken)]),
    ]
    this.address = `127.0.0.1:${http}`
  }

  get isRunning(): boolean {
    return this.#process?.isRunning ?? false
  }

  /** What the agent printed last. */
  get log(): string {
    return this.#process?.log ?? ''
  }

  /** Resolves when the process that runs now is gone, for whatever reason. */
  get gone(): Promise<void> {
    return this.#process?.gone ?? Promise.resolve()
  }

  /** Starts it again, on the same port and EMPTY: development mode keeps nothing. */
  async start(): Promise<void> {
    if (this.isRunning) throw new Error('this Consul runs already')
    this.#process = new ServerProcess('Consul', this.#binary, this.#args)
    await this.#process.ready(() => hasLeader(this.address), START_TIMEOUT_MS)
  }

  async stop(): Promise<void> {
    await this.#process?.stop()
  }

  async kill(): Promise<void> {
    await this.#process?.kill()
  }
}

/** Starts an agent on free ports. Who starts it, stops it. */
export async function startConsul(options: ConsulOptions = {}): Promise<ConsulServer> {
  const binary = await consulBinary()
  for (let attempt = 1; ; attempt++) {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const
    const consul = new ConsulServer(binary, ports, options)
    try {
      await consul.start()
      return consul
    } catch (error) {
      const clash = consul.log.includes('address already in use')
      if (!clash || attempt === PORT_ATTEMPTS) throw error
    }
  }
}

function accessControl(token: string): string {
  return `acl { enabled = true, default_policy = "deny", tokens { initial_management = "${token}" } }`
}

/** The agent answers before it has elected itself; writes work from then on only. */
async function hasLeader(address: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  const response = await fetch(`http://${address}/v1/status/leader`, { signal })
  return response.ok && (await response.json()) !== ''
}
