import { type ChildProcess, spawn } from 'node:child_process'
import { onExit } from 'signal-exit'
import { hasCommand } from './commands.js'

const LOG_TAIL_CHARS = 16_384

/** Every server of this process that still runs: none may outlive it, however it ends. */
const running = new Set<ServerProcess>()

/** One server as a child process, with the end of what it printed. */
export class ServerProcess {
  readonly #child: ChildProcess
  /** Resolves when the process is gone, for whatever reason. */
  readonly gone: Promise<void>
  #log = ''

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ) {
    // setpriv (Linux) makes the kernel kill the server even when this process gets SIGKILL.
    const guard = hasCommand('setpriv') ? ['setpriv', '--pdeathsig', 'KILL', '--'] : []
    const [file = command, ...rest] = [...guard, command, ...args]
    // A process group of its own: Ctrl-C is for this process, which then stops its servers in order.
    this.#child = spawn(file, rest, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-LOG_TAIL_CHARS)
      })
    }
    running.add(this)
    this.gone = new Promise((resolve) => {
      const end = () => {
        running.delete(this)
        resolve()
      }
      this.#child.once('close', end)
      this.#child.once('error', (error) => {
        this.#log += `${error.message}\n`
        end()
      })
    })
  }

  /** What it printed last, both streams. */
  get log(): string {
    return this.#log
  }

  get isRunning(): boolean {
    return running.has(this)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /**
   * Resolves when `isReady` first does, asked again until it answers; a server that ends or takes too long is an
   * error that shows its log, and is gone then.
   */
  async ready(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (this.isRunning && Date.now() < deadline) {
      if (await isReady().catch(() => false)) return
      await Promise.race([this.gone, sleep(100)])
    }
    const what = this.isRunning ? `was not ready within ${timeoutMs} ms` : 'ended while it started'
    await this.kill()
    throw new Error(`${this.name} ${what}; its last output:\n${this.log}`)
  }

  /** SIGTERM, and SIGKILL if that takes longer than the limit. */
  async stop(limitMs = 20_000): Promise<void> {
    this.signal('SIGTERM')
    this.signal('SIGCONT') // a frozen process gets SIGTERM when it goes on
    await Promise.race([this.gone, sleep(limitMs)])
    await this.kill()
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.isRunning) this.signal('SIGKILL')
    await this.gone
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

onExit(() => {
  for (const server of running) server.signal('SIGKILL')
})
