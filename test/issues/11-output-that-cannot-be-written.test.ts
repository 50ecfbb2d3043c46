/** Issue 11: `env list --json > /dev/full` ended with status 0. Output that cannot be written is a failure of the command. */
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type EmbeddedBroker, startEmbeddedBroker } from '../../broker/index.js'
import { runCli } from '../helpers/cli.js'
import { startControlServer } from '../helpers/control-server.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeUnless } from '../helpers/services.js'
import { temporaryFolder } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 180_000
const PROGRAM = join(import.meta.dirname, '../../bin/aliecs-kafka.ts')
const SETTINGS = ['-c', 'file://examples/settings.yaml', '--embedded-broker']
const ON_PORTS = ['--control-port', '0', '--apricot-port', '0', '--page-port', '0']

/** The command line in bash, after `setup` and with `redirection`. */
function runInShell(setup: string, args: readonly string[], redirection: string) {
  const script = `${setup}; exec node --import "$TSX" "$PROGRAM" ${args.map((arg) => `'${arg}'`).join(' ')} ${redirection}`
  const env = { TSX: import.meta.resolve('tsx'), PROGRAM }
  const child = execa('bash', ['-c', script], { env, reject: false, stdin: 'ignore' })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

describeUnless(
  existsSync('/dev/full') ? null : 'no /dev/full',
  'standard output that cannot be written',
  () => {
    let broker: EmbeddedBroker

    beforeAll(async () => {
      broker = await startEmbeddedBroker()
      const publisher = createKafkaPublisher({ brokers: broker.endpoint, logger: new MemoryLogger() })
      const value = Buffer.from('\x10\x05')
      await publisher.publish([{ topic: 'aliecs.env_state.RUNNING', key: 'k', value }], { timeoutMs: 60_000 })
      expect(await publisher.close(60_000)).toEqual([])
    }, TIMEOUT_MS)
    afterAll(async () => {
      await broker?.stop()
    })

    const onCore = async (): Promise<string[]> => {
      const core = await startControlServer()
      onTestFinished(() => core.close())
      return ['--core', core.server.address]
    }
    const onBroker = (): string[] => ['--brokers', broker.endpoint]

    it.each<[string, () => string[] | Promise<string[]>]>([
      ['--help', () => ['--help']],
      ['--version', () => ['--version']],
      ['help consume', () => ['help', 'consume']],
      ['env list', async () => ['env', 'list', '--json', ...(await onCore())]],
      ['info', async () => ['info', ...(await onCore())]],
      ['templates', async () => ['templates', ...(await onCore())]],
      ['topics', () => ['topics', ...onBroker()]],
      ['consume', () => ['consume', 'aliecs.*', '--from-beginning', ...onBroker()]],
      ['demo', () => ['demo']],
      ['simulate', () => ['simulate', ...SETTINGS, '--json', 'examples/scenario.yaml']],
      ['demo-attach', () => ['demo-attach', 'test/golden/core/lifecycle.jsonl']],
    ])(
      '%s ends with status 1 and the reason',
      async (_name, args) => {
        const { exitCode, stderr } = await runInShell('true', await args(), '> /dev/full')
        const errors = stderr.split('\n').filter((line) => /^error:|^\s+at /.test(line))
        expect(errors).toEqual(['error: standard output cannot be written: no space left on device (ENOSPC)'])
        expect(exitCode).toBe(1)
      },
      TIMEOUT_MS,
    )

    it('a disk that is full in the middle of a text is noticed, although a part of it was written', async () => {
      const file = join(temporaryFolder(), 'help')
      const limited = runInShell("trap '' XFSZ; ulimit -f 1", ['core', '--help'], `> ${file}`)
      const { exitCode, stderr } = await limited
      expect(stderr).toBe('error: standard output cannot be written: file too large (EFBIG)')
      expect(exitCode).toBe(1)
      expect(statSync(file).size).toBe(1024)
    })

    it(
      'demo | head -1 ends without a word, as if by SIGPIPE',
      async () => {
        const pipe = '| head -1 > /dev/null; echo "$PIPESTATUS"'
        const { stdout, stderr } = await runInShell('true', ['demo', '--json'], pipe)
        expect({ status: stdout, stderr }).toEqual({ status: '141', stderr: '' })
      },
      TIMEOUT_MS,
    )

    it('an error that standard error does not take leaves the exit status', async () => {
      const { exitCode } = await runInShell('true', ['no-such-command'], '2> /dev/full')
      expect(exitCode).toBe(2)
    })

    it(
      'a core whose log has no room works on, ends in order, and counts the lost lines',
      async () => {
        const log = join(temporaryFolder(), 'log')
        writeFileSync(log, '-'.repeat(300)) // leaves room for the addresses, but not for an environment
        const read = (): string => readFileSync(log, 'utf8')
        const working = ['--core-working-dir', temporaryFolder(), '--log-format', 'json']
        const child = runInShell(
          "trap '' XFSZ; ulimit -f 1",
          ['core', ...SETTINGS, ...working, ...ON_PORTS],
          `2>> ${log}`,
        )
        const addressOf = (): string => /control \(.*?\): ([^"]+)/.exec(read())?.[1] ?? ''
        await until(
          () => addressOf() !== '',
          () => read(),
        )
        const atCore = ['--core', addressOf()]
        const create = ['env', 'create', '--workflow', 'readout-dataflow', '-e', 'hosts=["flp-its-1"]']
        expect(await runCli([...create, ...atCore])).toMatchObject({ exitCode: 0 })
        expect(statSync(log).size).toBe(1024)
        truncateSync(log) // as logrotate does it
        child.kill('SIGHUP')
        expect((await child).exitCode).toBe(129)
        const lines = read().trim().split('\n').slice(0, 2)
        expect(lines.map((line) => JSON.parse(line))).toEqual([
          expect.objectContaining({ msg: expect.stringContaining('shutting down: 1 environment') }),
          expect.objectContaining({
            level: 50,
            lost: expect.any(Number),
            msg: expect.stringMatching(/EFBIG/),
          }),
        ])
      },
      TIMEOUT_MS,
    )
  },
)
