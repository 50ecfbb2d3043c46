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

it('says that no broker answers, and when it tries again', async () => {
  const brokers = `127.0.0.1:${await freePort()}`
  const options = attachOptions(brokers, attachPrefixes())
  const end = new AbortController()
  const running = runAttach(options, end.signal)
  const { lines } = options.logger
  await until(
    () => lines.some((line) => line.startsWith('warn')),
    () => lines.join('\n'),
  )
  end.abort()
  await running
  expect(lines).toContainEqual(
    expect.stringMatching(`^warn: no answer from ${brokers}: .*; begins anew in 200 ms$`),
  )
})
