import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { missingCommands } from '../services/commands.js'

/** Debian's package. */
const COMMAND = 'chromium'
/** Only ends what hangs, on the slowest machine. */
const LIMIT_MS = 240_000
const SCREENSHOTS = join(import.meta.dirname, '../../screenshots')

/** Nothing that asks other machines for something. */
const ARGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Why there is no browser, null where there is one. */
export const browserUnavailable: string | null = missingCommands(COMMAND)

export interface OpenedPage {
  page: Page
  context: BrowserContext
  /** What the page complained about: errors in its console (refusals by its policy among them), exceptions, foreign requests. */
  complaints: string[]
  close(): Promise<void>
}

export interface PageLook {
  colorScheme?: 'light' | 'dark'
  width?: number
  height?: number
}

/** An environment may be gone between an event about it and the page's request; the page expects this answer. */
function isGone(text: string, source: string): boolean {
  return text.includes('status of 404') && /\/api\/environments\/\w+$/.test(source)
}

/** A browser with a profile of its own, at a page. Who opens it closes it. */
export async function openPage(url: string, look: PageLook = {}): Promise<OpenedPage> {
  const { colorScheme = 'light', width = 1280, height = 900 } = look
  const profile = mkdtempSync(join(tmpdir(), 'aliecs-kafka-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: `/usr/bin/${COMMAND}`,
    args: ARGS,
    colorScheme,
    viewport: { width, height },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(LIMIT_MS)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const { url: source } = message.location()
    if (!isGone(message.text(), source)) complaints.push(`${message.text()} (${source})`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) complaints.push(`asked for ${request.url()}`)
  })
  await page.goto(url)
  return {
    page,
    context,
    complaints,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Kept in `screenshots/`, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' })
}
