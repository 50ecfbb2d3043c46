/** The lines of docs/guides/attach.md that replay a recording, as somebody types them, one after the other. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { attachPrefixes, lines, readLegacy } from '../helpers/attach-harness.js'
import { expectedOf } from '../helpers/attached-recording.js'
import { runCli, startLoggingCli } from '../helpers/cli.js'
import { describeWithKafka } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const RECORDING = 'two_environments'
const TIMEOUT_MS = 180_000

const page = readFileSync(new URL('../../docs/guides/attach.md', import.meta.url), 'utf8')
const [, section = ''] = page.split('\n## Replaying a recording\n')
const [, code = ''] = /^```sh\n(.*?)^```$/ms.exec(section) ?? []
const [replayLine = '', attachLine = '', checkLine = ''] = code.trimEnd().split('\n')

describeWithKafka('replayed, attached, checked', (brokers) => {
  it.each([RECORDING, 'lifecycle', 'core_killed_running', 'destroy_force_running'])(
    '%s',
    async (recording) => {
      const { prefix, sourcePrefix } = attachPrefixes()
      /** Arguments of a line of the guide, with a broker, a recording and topics of this test. */
      const args = (line: string): string[] =>
        line
          .replace(/#.*/, '')
          .replace(/^aliecs-kafka /, '')
          .replace(RECORDING, recording)
          .replace('…', brokers())
          .replace(/(--topic-prefix|--source-prefix) (try\.|tried\.)/g, (_, flag, name) => {
            return `${flag} ${name === 'try.' ? sourcePrefix : prefix}`
          })
          .trim()
          .split(' ')

      const replayed = await runCli(args(replayLine))
      expect(replayed.stderr).toMatch(/^(\d+) of \1 events written to /)
      expect(replayed.exitCode).toBe(0)

      const { child: attached, log } = startLoggingCli(args(attachLine))
      const expected = expectedOf([recording])
      const { messages } = await readLegacy(brokers(), prefix, expected.length)
      expect(lines(messages)).toEqual(lines(expected))
      await until(async () => {
        const [status] = /http:\S+?(?=\/metrics)/.exec(log()) ?? []
        return status !== undefined && (await (await fetch(`${status}/readyz`)).text()).includes('following')
      }, log)
      attached.kill('SIGINT')
      expect((await attached).exitCode).toBe(0)

      const checked = await runCli(args(checkLine))
      expect(checked).toMatchObject({ exitCode: 0, stderr: '' })
      expect(checked.stdout).toMatch(new RegExp(`^equal: ${expected.length} records as the events say, `))
    },
    TIMEOUT_MS,
  )
})
