import { expect, it } from 'vitest'
import { hintFor } from '../../page/model/variable-hints.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { start } from '../helpers/control-calls.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { runCommand } from '../helpers/run-command.js'

/**
 * Issue 11, section 8: the hints on `kafka_enabled` said the opposite of what the core does. Here each value goes to a core
 * of this project, and the hints are compared with the messages that resulted.
 */
const VALUES = [
  'true',
  'True',
  'TRUE',
  ' true',
  'true ',
  'true\n',
  '1',
  'yes',
  'on',
  't',
  'enabled',
  'false',
  'False',
  'no',
]

it('the page and env create say that nothing is published exactly where nothing is published', async () => {
  const publisher = new MemoryPublisher()
  const core = await start({
    plugins: { kafka: () => new KafkaPlugin({ publisher, logger: new MemoryLogger() }) },
  })
  for (const value of VALUES) {
    publisher.take()
    const vars = JSON.stringify({ kafka_enabled: value, hosts: '["flp-its-1"]' })
    const args = ['env', 'create', '--core', core.server.address, '-w', 'golden-dataflow', '-e', vars]
    const { exitCode, stderr } = await runCommand(args)
    const publishes = publisher.take().some(({ topic }) => topic === 'aliecs.env_state.CONFIGURED')
    await core.manager.destroyAll()

    const isMeantAsFalse = value.toLowerCase() === 'false'
    const saysNothing = stderr.some((line) => line.includes('publishes nothing'))
    const hint = hintFor('kafka_enabled', value)?.text ?? ''
    expect({ value, exitCode, cli: saysNothing, page: hint.includes('would send nothing') }).toEqual({
      ...{ value, exitCode: 0 },
      ...(publishes || isMeantAsFalse ? { cli: false, page: false } : { cli: true, page: true }),
    })
    expect([value, stderr.filter((line) => line.includes('only true'))]).toEqual([value, []])
  }
})
