import { execa } from 'execa'
import { expect, it } from 'vitest'
import { startEmbeddedBroker } from '../../broker/index.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { describeWithCommands } from '../helpers/services.js'

describeWithCommands(['kcat'], 'kcat', () => {
  it('can use it from another process', async () => {
    const brokers = await embeddedBroker()
    await execa('kcat', ['-b', brokers, '-t', 'outside', '-P'], { input: 'hello', timeout: 60_000 })
    const { stdout } = await execa('kcat', ['-b', brokers, '-t', 'outside', '-C', '-e', '-q'], {
      timeout: 60_000,
    })
    expect(stdout).toBe('hello')
  })
})

it('listens on loopback, and two do not disturb each other', async () => {
  const [one, other] = [await startEmbeddedBroker(), await startEmbeddedBroker()]
  expect(one.endpoint).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(other.endpoint).not.toBe(one.endpoint)
  await Promise.all([one.stop(), other.stop()])
})
