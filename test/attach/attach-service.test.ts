import { expect, it } from 'vitest'
import { runAttach } from '../../attach/index.js'
import { attachOptions, attachPrefixes } from '../helpers/attach-harness.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

it('told to end while no broker answers: ends, and has nothing to warn of', async () => {
  const options = attachOptions(`127.0.0.1:${await freePort()}`, attachPrefixes())
  const end = new AbortController()
  const running = runAttach(options, end.signal)
  end.abort()
  await running
  expect(options.logger.lines.filter((line) => !line.startsWith('debug'))).toEqual([])
  expect(options.figures.status).toBe('stopped')
})

it('logs once that no broker can be reached, with the reason, and keeps the reason while it retries', async () => {
  const brokers = `127.0.0.1:${await freePort()}`
  const options = attachOptions(brokers, attachPrefixes())
  const end = new AbortController()
  const running = runAttach(options, end.signal)
  const { lines } = options.logger
  await until(
    () => lines.filter((line) => line.endsWith('retrying')).length >= 2,
    () => lines.join('\n'),
  )
  const reason = `no broker of ${brokers} can be reached: ${brokers} refuses connections (Connection refused)`
  expect(options.figures.reason).toContain(reason)
  end.abort()
  await running
  const [first, ...others] = lines.filter((line) => line.endsWith('retrying'))
  expect(first?.startsWith(`warn: ${reason}`)).toBe(true)
  expect(others.every((line) => line.startsWith(`debug: ${reason}`))).toBe(true)
  expect(options.figures.reason).toBeNull()
})
