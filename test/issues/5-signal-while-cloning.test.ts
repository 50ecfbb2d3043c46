/** A daemon that was told to stop while it cloned its templates from a remote that does not answer went on waiting, for a minute. */
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openTemplates } from '../../bin/templates.js'
import { loadSettings } from '../../settings/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

it('a signal ends the clone', async () => {
  const controller = new AbortController()
  const silent = createServer((socket) => {
    socket.on('error', () => {}).resume()
    controller.abort()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close())
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const logger = new MemoryLogger()
  const settings = { workflowTemplates: [`http://127.0.0.1:${port}/a/b`], coreWorkingDir: temporaryFolder() }
  const file = temporaryFile(
    'settings.yaml',
    JSON.stringify({ o2: { components: { aliecs: { ANY: { any: { settings } } } } } }),
  )
  const loaded = await loadSettings({ uri: `file://${file}`, flags: {}, env: {}, logger })

  const templates = await openTemplates(loaded, logger, controller.signal)
  expect(await templates.list()).toEqual([])
  expect(logger.lines.at(-1)).toMatch(/is left out: git clone: interrupted$/)
}, 30_000)
