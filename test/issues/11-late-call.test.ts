import { expect, it } from 'vitest'
import type { EnvironmentDetail } from '../../page-api/schemas.js'
import { pageHarness } from '../helpers/page-harness.js'
import { until } from '../helpers/until.js'

/**
 * Issue 11, section 7: the end of a call that its environment no longer awaited made the page forget the history of that
 * environment, and announce a second time that it is gone.
 */
it('a call that ends after its environment is gone is added to the history, and nothing is lost of it', async () => {
  const { manager, events, stream, journal } = await pageHarness({
    calls: { late: ['Hang', 'enter_CONFIGURED', 'await: enter_NEVER', 'timeout: 200ms', 'critical: false'] },
  })
  const published: string[] = []
  stream.subscribe(undefined, (text) => published.push(/^event: (.*)$/m.exec(text)?.[1] ?? ''))
  const { id } = await manager.create({ template: 't' })
  await manager.destroy(id)
  const ended = () => events.some(({ type }) => type === 'call-finished')
  expect(ended()).toBe(false)
  await until(
    () => published.includes('environment-gone'),
    () => 'environment-gone',
  )
  const before = (journal.detail(id) as EnvironmentDetail).history
  await until(ended, () => 'the end of the call')
  await new Promise((resolve) => setImmediate(resolve))

  const { history, state, gone } = journal.detail(id) as EnvironmentDetail
  expect([state, gone]).toEqual(['DONE', true])
  expect(history.slice(0, -1)).toEqual(before)
  expect(history.at(-1)).toMatchObject({ kind: 'call', name: 'probed.late', status: 'failed' })
  expect(published.filter((name) => name === 'environment-gone')).toHaveLength(1)
  expect(published.filter((name) => name === 'happening')).toHaveLength(history.length)
  expect(journal.summaries()).toEqual([])
})
