import type { Page } from 'playwright-core'
import type { RecordView } from '../../page-api/schemas.js'

/** On a slow machine, with a broker beside it. */
const LIMIT = { timeout: 240_000 }

/** What a user does in the page, by the names that stand on it. */
export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
}

/** Fills the form with a host and Advanced configuration. */
export async function fillForm(
  page: Page,
  detector: string,
  way: 'pair' | 'JSON' | null,
  variables: Record<string, string> = {},
): Promise<void> {
  await show(page, 'New environment')
  await page.getByRole('checkbox', { name: detector, exact: true }).check(LIMIT)
  if (way === 'JSON') {
    await page.getByLabel('JSON', { exact: true }).fill(JSON.stringify(variables))
    await page.getByRole('button', { name: 'Add JSON' }).click()
  }
  if (way !== 'pair') return
  for (const [key, value] of Object.entries(variables)) {
    await page.getByLabel('Key', { exact: true }).fill(key)
    await page.getByLabel('Value', { exact: true }).fill(value)
    await page.getByRole('button', { name: 'Add variable' }).click()
  }
}

/** @returns its id, when it is configured */
export async function create(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create environment' }).click()
  await page.getByRole('button', { name: 'Start run' }).waitFor(LIMIT)
  return page.url().split('/').at(-1) ?? ''
}

/** Where the view Control is open. */
export async function startRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start run' }).click(LIMIT)
  await page.getByRole('button', { name: 'Stop run' }).waitFor(LIMIT)
}

export async function stopRun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Stop run' }).click(LIMIT)
  await page.getByRole('button', { name: 'Start run' }).waitFor(LIMIT)
}

export async function destroy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Destroy…' }).click(LIMIT)
  await page.getByRole('button', { name: 'Destroy it' }).click()
  await page.getByText('is gone').waitFor(LIMIT)
}

/** What the Kafka view shows, as its button copies it. */
export async function copyRecords(page: Page): Promise<RecordView[]> {
  const button = page.getByRole('button', { name: 'Copy as JSON' }).first()
  if (await button.isDisabled()) return []
  await button.click()
  await page.getByText('Copied').waitFor(LIMIT)
  const text = await page.evaluate('navigator.clipboard.readText()')
  await page.getByText('Copied').waitFor({ ...LIMIT, state: 'detached' })
  return JSON.parse(String(text))
}
