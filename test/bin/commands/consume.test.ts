import { describe, expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../../broker/index.js'
import { KafkaPlugin } from '../../../plugin/index.js'
import { runCli, startCli } from '../../helpers/cli.js'
import { embeddedBroker } from '../../helpers/embedded-broker.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../../helpers/services.js'
import { temporaryFile } from '../../helpers/temporary.js'
import { until } from '../../helpers/until.js'

/** A NewStateNotification with the timestamp 5. */
const MESSAGE = '\x10\x05'

function publisherFor(brokers: string) {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  onTestFinished(async () => {
    await publisher.close(0)
  })
  return publisher
}

async function publish(brokers: string, topic: string, ...values: string[]): Promise<void> {
  const records = values.map((value) => ({ topic, key: 'k', value: Buffer.from(value) }))
  await publisherFor(brokers).publish(records, { timeoutMs: 60_000 })
}

/** A run on the legacy topics; beside them one record that is no message. */
async function publishRun(brokers: string): Promise<void> {
  const publisher = publisherFor(brokers)
  const plugin = new KafkaPlugin({ publisher, logger: new MemoryLogger() })
  await plugin.init('test')
  const vars = {
    ...{ environment_id: '36QiSyh4XFF', detectors: '["TPC","ITS"]', enter_state_time_ms: '1795399029488' },
    ...{ run_number: '570001', run_type: 'PHYSICS', __call_timeout: '60s' },
  }
  await plugin.callStack({ ...vars, __call_trigger: 'enter_RUNNING' }).PublishEnterStateUpdate()
  await plugin.callStack({ ...vars, __call_trigger: 'leave_RUNNING' }).PublishLeaveStateUpdate()
  await publish(brokers, 'aliecs.env_state.ERROR', 'nonsense')
}

/** What it printed so far, as long as it runs. */
function follow(child: ReturnType<typeof startCli>): { out: string; err: string } {
  const printed = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    printed.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    printed.err += chunk.toString()
  })
  return printed
}

describe('consume', () => {
  it('decodes the legacy topics, and goes on after what it cannot decode', async () => {
    const brokers = await embeddedBroker()
    await publishRun(brokers)
    const args = ['consume', 'aliecs.*', '--brokers', brokers, '--from-beginning', '--until-end']
    const { exitCode, stdout, stderr } = await runCli(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}'
    const lines = stdout.split('\n').sort((a, b) => (a.slice(25) < b.slice(25) ? -1 : 1))
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${time}  aliecs\\.env_leave_state\\.RUNNING +36QiSyh4XFF +RUNNING +run 570001 +PHYSICS +TPC ITS$`,
        ),
      ),
      expect.stringMatching(/aliecs\.env_list\.RUNNING {12}env_list\.RUNNING {2}no run$/),
      expect.stringMatching(/aliecs\.env_list\.RUNNING {12}env_list\.RUNNING {2}run 570001 of 36QiSyh4XFF$/),
      expect.stringMatching(
        /aliecs\.env_state\.ERROR +k +UNDECODABLE 8 bytes: 6e6f6e73656e7365 \(not the mess/,
      ),
      expect.stringMatching(
        /aliecs\.env_state\.RUNNING +36QiSyh4XFF +RUNNING +run 570001 +PHYSICS +TPC ITS$/,
      ),
    ])
  })

  it('waits for a topic that is not there yet, and says so', async () => {
    const brokers = await embeddedBroker()
    const topic = 'aliecs.env_state.ERROR'
    const child = startCli(['consume', topic, '--brokers', brokers, '--count', '1', '--json'])
    const printed = follow(child)
    await until(
      () => printed.err.includes(`topic ${topic} does not exist yet; waiting for it`),
      () => printed.err,
    )
    await publish(brokers, topic, MESSAGE)
    const { exitCode, stdout } = await child
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      topic,
      key: 'k',
      type: 'kafka.NewStateNotification',
      message: { timestamp: '5' },
    })
  })

  it('does not wait for one with --until-end', async () => {
    const brokers = await embeddedBroker()
    const result = await runCli(['consume', 'none.*', '--brokers', brokers, '--until-end'])
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: 'no topic none.* exists yet' })
  })

  it('knows the topics that AliECS writes, and what a slip was meant to be', async () => {
    const brokers = await embeddedBroker()
    const topic = 'aliecs.env_stat.RUNNING'
    const { exitCode, stderr } = await runCli(['consume', topic, '--brokers', brokers, '--until-end'])
    expect(exitCode).toBe(0)
    expect(stderr).toBe(`topic ${topic} does not exist yet; did you mean aliecs.env_state.RUNNING?`)
  })

  it('says that it waits where there is nothing to show yet', async () => {
    const brokers = await embeddedBroker()
    const topic = 'aliecs.env_state.ERROR'
    // The broker makes a topic when somebody asks for it by name.
    await publish(brokers, topic, MESSAGE)
    const child = startCli(['consume', topic, '--brokers', brokers])
    const printed = follow(child)
    await until(
      () =>
        printed.err.includes(`${topic}: no new records yet; waiting, Ctrl-C ends (--from-beginning shows`),
      () => printed.err,
    )
    child.kill('SIGINT')
    expect(await child).toMatchObject({ exitCode: 0 })
  })

  it('begins with the oldest records with --until-end, and takes the brokers from KAFKA_BROKERS', async () => {
    const brokers = await embeddedBroker()
    await publish(brokers, 'aliecs.env_list.RUNNING', MESSAGE)
    const args = ['consume', 'aliecs.*', '--until-end', '--json']
    const { exitCode, stdout, stderr } = await runCli(args, { env: { KAFKA_BROKERS: brokers } })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'kafka.ActiveRunsList',
      message: { activeRuns: [], timestamp: '5' },
    })
    const wrong = await runCli(args, { env: { KAFKA_BROKERS: 'kafka-1' } })
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' })
    expect(wrong.stderr).toMatch(/^error: environment KAFKA_BROKERS: expected host:port/)
  })

  it('ends with success on Ctrl-C, and with the status of SIGPIPE when its pipe is closed', async () => {
    const brokers = await embeddedBroker()
    await publish(brokers, 'aliecs.env_state.ERROR', MESSAGE, MESSAGE, MESSAGE)
    const args = ['consume', 'aliecs.env_state.ERROR', '--brokers', brokers, '--from-beginning']
    const stopped = startCli(args)
    stopped.stdout.once('data', () => stopped.kill('SIGINT'))
    expect(await stopped).toMatchObject({ exitCode: 0, stderr: '' })

    const unread = startCli(args)
    unread.stdout.once('data', () => unread.stdout.destroy())
    const open = until(
      async () => {
        await publish(brokers, 'aliecs.env_state.ERROR', MESSAGE)
        return unread.exitCode !== null
      },
      () => 'its end',
    )
    expect(await unread).toMatchObject({ exitCode: 141, stderr: '' }) // as after SIGPIPE
    await open
  })
})

describe('topics', () => {
  it('lists the aliecs topics, or all', async () => {
    const brokers = await embeddedBroker()
    await publish(brokers, 'aliecs.b', 'x', 'x')
    await publish(brokers, 'other', 'x')
    const { exitCode, stdout } = await runCli(['topics', '--brokers', brokers])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^TOPIC {5}PARTITIONS {2}RECORDS {2}OFFSETS$/),
      expect.stringMatching(/^aliecs\.b {11}4 {8}2 {2}0: 0\.\.\d, 1: 0\.\.\d, 2: 0\.\.\d, 3: 0\.\.\d$/),
    ])
    const all = await runCli(['topics', '--brokers', brokers, '--all', '--json'])
    const topics = all.stdout.split('\n').map((line): unknown => JSON.parse(line))
    expect(topics).toEqual([
      expect.objectContaining({ topic: 'aliecs.b', records: 2 }),
      expect.objectContaining({ topic: 'other', records: 1 }),
    ])
  })

  it('says that there are none', async () => {
    const brokers = await embeddedBroker()
    const result = await runCli(['topics', '--brokers', brokers])
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: `no aliecs.* topics at ${brokers}` })
  })
})

describeWithKafka('consume and topics on a real Kafka', (brokers) => {
  it('show what is there, with the brokers of the settings', async () => {
    const topic = `aliecs.env_state.${randomName('S').replace('-', '')}`
    await publish(brokers(), topic, MESSAGE, MESSAGE)
    const settings = `{kafkaEndpoint: "${brokers()}"}`
    const tree = `o2: {components: {aliecs: {ANY: {any: {settings: ${settings}}}}}}\n`
    const config = ['--config', `file://${temporaryFile('settings.yaml', tree)}`, '--json']

    const listed = await runCli(['topics', ...config])
    const ours = listed.stdout.split('\n').find((line) => line.includes(topic))
    expect(JSON.parse(ours ?? '')).toMatchObject({ topic, records: 2 })

    const { exitCode, stdout } = await runCli([
      'consume',
      topic,
      ...config,
      '--from-beginning',
      '--until-end',
    ])
    expect(exitCode).toBe(0)
    const records = stdout.split('\n').map((line): unknown => JSON.parse(line))
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
    expect(records).toEqual([
      expect.objectContaining({ topic, offset: 0, time }),
      expect.objectContaining({ topic, offset: 1, time }),
    ])
  })
})
