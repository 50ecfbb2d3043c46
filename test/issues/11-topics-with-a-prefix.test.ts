/** Issue 11: topics with a prefix, as `attach` and `replay` write them, were shown as undecodable bytes, and `topics` hid them. */
import { expect, it } from 'vitest'
import { splitTopic } from '../../records/index.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { writeKeys } from '../helpers/kafka-topics.js'
import { remarksOf, runCommand } from '../helpers/run-command.js'

const TIMEOUT_MS = 300_000

it.each([
  ['aliecs.run', '', 'aliecs.run'],
  ['trial.aliecs.env_state.RUNNING', 'trial.', 'aliecs.env_state.RUNNING'],
  ['attach-demo-1f-aliecs.run', 'attach-demo-1f-', 'aliecs.run'],
  ['aliecs.trial.aliecs.integrated_service.dcs', 'aliecs.trial.', 'aliecs.integrated_service.dcs'],
  ['other', '', 'other'],
  ['', '', ''],
])('splits %s', (topic, prefix, name) => {
  expect(splitTopic(topic)).toEqual({ prefix, name })
})

it.each([['trial.aliecs.env_state.RUNNING'], ['trial.*'], ['*.aliecs.*'], ['*']])(
  'consume %s decodes them',
  async (pattern) => {
    const brokers = await embeddedBroker()
    await writeKeys(brokers, { topic: 'trial.aliecs.env_state.RUNNING' }, ['a'])
    const where = ['--brokers', brokers, '--until-end']
    const { exitCode, stdout, stderr } = await runCommand(['consume', pattern, ...where, '--json'])
    expect({ exitCode, remarks: remarksOf(stderr) }).toEqual({ exitCode: 0, remarks: [] })
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      topic: 'trial.aliecs.env_state.RUNNING',
      type: 'kafka.NewStateNotification',
      message: { timestamp: '5' },
    })
    const lines = await runCommand(['consume', pattern, ...where])
    expect(lines.stdout[0]).toMatch(/ trial\.aliecs\.env_state\.RUNNING +a$/)
  },
)

it(
  'topics lists them by a pattern, and names the prefix without one',
  async () => {
    const brokers = await embeddedBroker()
    for (const topic of ['aliecs.run', 'trial.aliecs.run', 'trial.aliecs.core', 'other']) {
      await writeKeys(brokers, { topic }, ['a'])
    }
    const topicsOf = async (...args: string[]) => {
      const { stdout, stderr } = await runCommand(['topics', ...args, '--brokers', brokers, '--json'])
      const lines = stdout.filter((line) => line !== '')
      return {
        topics: lines.map((line) => (JSON.parse(line) as { topic: string }).topic),
        stderr: remarksOf(stderr),
      }
    }
    expect(await topicsOf()).toEqual({
      topics: ['aliecs.run'],
      stderr: ["2 more with the prefix trial.: aliecs-kafka topics 'trial.*'"],
    })
    expect(await topicsOf('trial.*')).toEqual({
      topics: ['trial.aliecs.core', 'trial.aliecs.run'],
      stderr: [],
    })
    expect((await topicsOf('*.aliecs.*')).topics).toHaveLength(2)
    expect(await topicsOf('trial.aliecs.rum')).toEqual({
      topics: [],
      stderr: ['topic trial.aliecs.rum does not exist yet; did you mean trial.aliecs.run?'],
    })
  },
  TIMEOUT_MS,
)
