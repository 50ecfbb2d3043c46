/** The page in a real browser, on a daemon and a Kafka broker of its own. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import type { Daemon } from '../../bin/daemon.js'
import { decodeRecord } from '../../records/index.js'
import { browserUnavailable, keepScreenshot, type OpenedPage, openPage } from '../helpers/browser.js'
import { copyRecords, create, destroy, fillForm, show, startRun, stopRun } from '../helpers/page-actions.js'
import { startPageDaemon, writeSettings } from '../helpers/page-daemon.js'
import { readRecords } from '../helpers/read-records.js'
import { describeUnless } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'
import { freePort } from '../services/ports.js'

const LIMIT = { timeout: 240_000 }
const LONG_MS = 900_000
const NOTIFICATIONS = /^aliecs\.(env_|before_start_activity$)/
/** A browser says so by itself; everything else is a complaint. */
const NO_CONNECTION = /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/

const unavailable = browserUnavailable ?? inject('services').kafkaToolsUnavailable

describeUnless(unavailable, 'the page in a browser', () => {
  let kafka: KafkaServer
  let folder: string
  let pagePort: number
  let daemon: Daemon
  let opened: OpenedPage

  const startAgain = async (): Promise<void> => {
    daemon = await startPageDaemon({ brokers: kafka.brokers, folder, pagePort })
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aliecs-kafka-page-'))
    pagePort = await freePort()
    kafka = await startKafka()
    await startAgain()
  })

  afterAll(async () => {
    await daemon?.close()
    await kafka?.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(async () => {
    opened = await openPage(daemon.page.url)
    await opened.page.getByText('core connected').waitFor(LIMIT)
  })

  afterEach(async () => {
    await opened.close()
    for (const { id } of daemon.core.manager.environments) {
      await daemon.core.manager.destroy(id, { force: true })
    }
    writeSettings(folder, 'true')
  })

  /** What another consumer finds, up to the end of that environment: the notifications about it. */
  async function consume(id: string): Promise<string[]> {
    const records = await readRecords(
      kafka.brokers,
      (topic) => topic.startsWith('aliecs.'),
      1,
      ({ topic, key, ...record }) =>
        topic === 'aliecs.environment' &&
        key === id &&
        contentOf({ topic, key, ...record }).includes('environment teardown complete'),
    )
    return records
      .filter(({ topic }) => NOTIFICATIONS.test(topic))
      .filter((record) => contentOf(record).includes(id))
      .map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`)
      .sort()
  }

  test.each([
    ['pair', 'true', 'false'],
    ['pair', 'false', 'true'],
    ['JSON', 'true', 'false'],
    ['JSON', 'false', 'true'],
  ] as const)(
    'Advanced configuration by %s, kafka_enabled %s where the configuration says %s',
    async (way, value, configured) => {
      const { page, complaints } = opened
      writeSettings(folder, configured)
      await fillForm(page, 'ITS', way, { kafka_enabled: value })
      const id = await create(page)
      await startRun(page)
      await stopRun(page)
      await destroy(page)
      await show(page, 'Kafka')
      await page.getByLabel('Environment', { exact: true }).fill(id)
      const endOfIt = page.getByText('environment teardown complete')
      await endOfIt.first().waitFor(LIMIT)
      await page.getByRole('combobox', { name: 'Show' }).selectOption('notifications')
      const consumed = await consume(id)
      const shown = async (): Promise<string[]> =>
        (await copyRecords(page))
          .map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`)
          .sort()
      await until(
        async () => (await shown()).length >= consumed.length,
        () => `the page shows ${consumed.length} records`,
      )
      expect(await shown()).toEqual(consumed)
      if (value === 'true') {
        const topics = consumed.map((place) => place.split('/')[0])
        expect(topics).toContain('aliecs.env_state.RUNNING')
        expect(topics).toContain('aliecs.env_leave_state.RUNNING')
        expect(topics).toContain('aliecs.env_list.RUNNING')
      } else {
        expect(consumed).toEqual([])
        await page.getByText('No record fits the filters').waitFor(LIMIT)
      }
      expect(complaints).toEqual([])
    },
    LONG_MS,
  )

  test(
    'a run from SOR to EOR, and a picture of every view in light and dark',
    async () => {
      const { page, complaints } = opened
      await fillForm(page, 'TPC', 'JSON', { kafka_enabled: 'true', run_type: 'COSMICS' })
      await keepScreenshot(page, 'new-environment')
      const id = await create(page)
      await startRun(page)
      await page.getByText('kafka.PublishEnterStateUpdate()').first().waitFor(LIMIT)
      await keepScreenshot(page, 'control')
      const runNumber = daemon.core.manager.environment(id).runNumber
      await show(page, 'Runs')
      const row = page.getByRole('row', { name: `${runNumber} COSMICS TPC` })
      await row.getByText('running').waitFor(LIMIT)
      await page.locator('.drawing svg [aria-label="bar"] rect').first().waitFor(LIMIT)
      await show(page, 'Control')
      await stopRun(page)
      await show(page, 'Runs')
      await row.waitFor(LIMIT)
      await row.getByText('running').waitFor({ ...LIMIT, state: 'detached' })
      await show(page, 'Environments')
      await page.getByRole('link', { name: id }).click()
      await page.getByRole('tab', { name: 'Roles' }).click()
      await page.getByText('readout on flp-tpc-1').waitFor(LIMIT)
      await page.getByRole('tab', { name: 'History' }).click()
      await page.getByText('before_START_ACTIVITY').first().waitFor(LIMIT)
      await page.getByRole('tab', { name: 'Variables' }).click()
      await page.getByRole('row', { name: 'kafka_enabled true this environment' }).waitFor(LIMIT)
      expect(complaints).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const view of ['Environments', 'New environment', 'Control', 'Kafka', 'Runs']) {
          await show(page, view)
          await page.getByRole('heading', { name: view, level: 1 }).waitFor(LIMIT)
          if (view === 'Runs') await page.locator('.drawing svg').waitFor(LIMIT)
          await keepScreenshot(page, `${view.toLowerCase().replace(' ', '-')}-${colorScheme}`)
        }
      }
    },
    LONG_MS,
  )

  test('refused input: nothing is kept, every refused entry is named', async () => {
    const { page, complaints } = opened
    await fillForm(page, 'MFT', null)
    const json = page.getByLabel('JSON', { exact: true })
    await json.fill('{"kafka_enabled": "true", "other": 1, "flag": true}')
    await page.getByRole('button', { name: 'Add JSON' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('other', { exact: true }).waitFor(LIMIT)
    await alert.getByText('flag', { exact: true }).waitFor(LIMIT)
    await page.getByText('No variable is added yet').waitFor(LIMIT)
    await keepScreenshot(page, 'refused')
    // What is typed and not added is not lost without a word.
    await page.getByRole('button', { name: 'Create environment' }).click()
    await page.getByText('Not created:').waitFor(LIMIT)
    expect(daemon.core.manager.environments).toEqual([])
    await json.fill('')
    await page.getByLabel('Key', { exact: true }).fill('kafka_enabled')
    await page.getByLabel('Value', { exact: true }).fill('yes')
    await page.getByText('would send nothing to Kafka').waitFor(LIMIT)
    await page.getByRole('button', { name: 'Use kafka_enabled = true' }).click()
    await page.getByRole('button', { name: 'Add variable' }).click()
    await page.getByRole('button', { name: 'Remove kafka_enabled' }).waitFor(LIMIT)
    await page.getByLabel('Key', { exact: true }).fill('kafka_enabled')
    await page.getByLabel('Value', { exact: true }).fill('false')
    await page.keyboard.press('Enter')
    await page.getByText('is set already').waitFor(LIMIT)
    await page.getByLabel('Key', { exact: true }).fill('run_type')
    await page.getByLabel('Value', { exact: true }).fill('')
    await page.keyboard.press('Enter')
    await page.getByText('the value is empty').waitFor(LIMIT)
    expect(complaints).toEqual([])
  })

  test('a creation that fails says why, and what was entered is still there', async () => {
    const { page, complaints } = opened
    await show(page, 'New environment')
    await page.getByLabel('Key', { exact: true }).fill('hosts')
    await page.getByLabel('Value', { exact: true }).fill('["no-such-host"]')
    await page.getByRole('button', { name: 'Add variable' }).click()
    await page.getByRole('button', { name: 'Create environment' }).click()
    await page.getByText('could not be made').waitFor(LIMIT)
    await page.getByText('detector not found for host no-such-host').first().waitFor(LIMIT)
    await page.getByRole('link', { name: 'Back to what you entered' }).click()
    await page.getByText('["no-such-host"]').waitFor(LIMIT)
    expect(complaints).toEqual([])
  })

  test('destroy asks first', async () => {
    const { page } = opened
    await fillForm(page, 'FDD', null)
    const id = await create(page)
    await page.getByRole('button', { name: 'Destroy…' }).click()
    await page.getByText('This cannot be undone').waitFor(LIMIT)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ ...LIMIT, state: 'detached' })
    expect(daemon.core.manager.findEnvironment(id)?.state).toBe('CONFIGURED')
    await destroy(page)
    expect(daemon.core.manager.findEnvironment(id)).toBeUndefined()
  })

  test(
    'the broker is stopped and started while the page is open',
    async () => {
      const { page, complaints } = opened
      await fillForm(page, 'ITS', 'pair', { kafka_enabled: 'true' })
      const id = await create(page)
      await kafka.stop()
      await page.locator('.sign.bad', { hasText: 'Kafka' }).waitFor(LIMIT)
      await startRun(page)
      await show(page, 'Environments')
      const row = page.getByRole('row').filter({ hasText: id })
      await row.getByText('failed', { exact: true }).waitFor(LIMIT)
      await row.getByText(/^Kafka: (no broker|not acknowledged)/).waitFor(LIMIT)
      await row.getByRole('link', { name: id }).click()
      const note = page.getByText(/Kafka: \d+ of \d+ calls of the kafka plugin failed: .*REASON/)
      await note.waitFor(LIMIT)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await keepScreenshot(page, `kafka-calls-fail-${colorScheme}`)
      }
      await show(page, 'Control')
      await note.waitFor(LIMIT)
      await keepScreenshot(page, 'kafka-calls-fail-control')
      await show(page, 'Kafka')
      await page.getByText('Messages wait in the queue').waitFor(LIMIT)
      await until(
        async () => /^[1-9]/.test((await page.locator('dt:text("In the queue") + dd').textContent()) ?? ''),
        () => 'messages in the queue',
      )
      await keepScreenshot(page, 'broker-down')
      await kafka.start()
      await page.getByText('Kafka connected').waitFor(LIMIT)
      await page.getByLabel('Environment', { exact: true }).fill(id)
      await page.getByLabel('Topic', { exact: true }).fill('env_state.RUNNING')
      await page.getByRole('row', { name: 'aliecs.env_state.RUNNING' }).waitFor(LIMIT)
      await show(page, 'Control')
      await stopRun(page)
      await show(page, 'Environments')
      await row.getByText(/^on, \d+ failed$/).waitFor(LIMIT)
      await page.setViewportSize({ width: 400, height: 800 })
      await keepScreenshot(page, 'kafka-calls-failed-narrow')
      await show(page, 'Runs')
      await page.getByRole('row', { name: id }).first().waitFor(LIMIT)
      expect(complaints).toEqual([])
    },
    LONG_MS,
  )

  test(
    'the core is stopped and started while the page is open: it says so, and catches up',
    async () => {
      const { page, complaints } = opened
      await fillForm(page, 'ITS', null)
      const id = await create(page)
      await show(page, 'Environments')
      await page.getByRole('link', { name: id }).waitFor(LIMIT)
      await daemon.close()
      await page.getByText('The connection to the core is lost').waitFor(LIMIT)
      await keepScreenshot(page, 'connection-lost')
      await startAgain()
      await page.getByText('core connected').waitFor(LIMIT)
      await page.getByText('The connection to the core is lost').waitFor({ ...LIMIT, state: 'detached' })
      await page.getByText('No environments').waitFor(LIMIT)
      expect(complaints.filter((text) => !NO_CONNECTION.test(text))).toEqual([])
    },
    LONG_MS,
  )

  test('a connection that went silent is taken for lost, and made anew', async () => {
    const { page, complaints } = opened
    await page.clock.install()
    await page.reload()
    await page.getByText('No environments').waitFor(LIMIT)
    const streams: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/api/stream')) streams.push(request.url())
    })
    await page.clock.fastForward(60_000)
    await until(
      () => streams.length > 0,
      () => 'another connection',
    )
    await page.getByText('core connected').waitFor(LIMIT)
    expect(complaints).toEqual([])
  })

  test(
    'keys are enough to reach every view; nothing is wider than a narrow window',
    async () => {
      const { page } = opened
      await page.setViewportSize({ width: 400, height: 800 })
      await page.getByRole('link', { name: 'Environments', exact: true }).focus()
      for (const view of ['New environment', 'Control', 'Kafka', 'Runs']) {
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: view, level: 1 }).waitFor(LIMIT)
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )
        expect(overflow, view).toBe(0)
      }
    },
    LONG_MS,
  )

  test(
    'a token: asked for, refused, taken, also from the address',
    async () => {
      await opened.close()
      await daemon.close()
      const pageToken = 'a-token-that-is-long-enough-0123456789'
      daemon = await startPageDaemon({ brokers: kafka.brokers, folder, pagePort, pageToken })
      try {
        opened = await openPage(daemon.page.url)
        const { page } = opened
        await page.getByText('This core asks for a token').waitFor(LIMIT)
        await page.getByRole('textbox', { name: 'Token' }).fill('wrong')
        await page.getByRole('button', { name: 'Use it' }).click()
        await page.getByText('The token was refused').waitFor(LIMIT)
        await keepScreenshot(page, 'token')
        await page.getByRole('textbox', { name: 'Token' }).fill(pageToken)
        await page.getByRole('button', { name: 'Use it' }).click()
        await page.getByText('No environments').waitFor(LIMIT)
        expect(await page.getByRole('dialog').count()).toBe(0)
        const other = await openPage(`${daemon.page.url}/#token=${encodeURIComponent(pageToken)}`)
        await other.page.getByText('No environments').waitFor(LIMIT)
        expect(other.page.url()).not.toContain('token')
        await other.close()
      } finally {
        await daemon.close()
        await startAgain()
      }
    },
    LONG_MS,
  )
})

function contentOf(record: Parameters<typeof decodeRecord>[0]): string {
  return JSON.stringify(decodeRecord(record).content)
}
