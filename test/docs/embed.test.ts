/** examples/embed.mjs does what its comments say, from the package as it is built. */
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { readRecords } from '../helpers/read-records.js'
import { temporaryFolder } from '../helpers/temporary.js'

const root = join(import.meta.dirname, '..', '..')

/** What `npm run build` makes, somewhere else: in the checkout others may be using it. */
async function builtPackage(): Promise<string> {
  const folder = temporaryFolder()
  for (const needed of ['node_modules', 'generated']) symlinkSync(join(root, needed), join(folder, needed))
  mkdirSync(join(folder, 'examples'))
  for (const file of ['package.json', 'examples/embed.mjs'])
    copyFileSync(join(root, file), join(folder, file))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await execa('node', [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')])
  return folder
}

it('embeds the plugin: a run reaches its consumers', async () => {
  const brokers = await embeddedBroker()
  const { stdout, stderr } = await execa('node', ['examples/embed.mjs', brokers], {
    cwd: await builtPackage(),
  })
  expect(stderr).toBe('')
  expect(stdout.split('\n')).toEqual([
    'before_START_ACTIVITY+50: delivered',
    'leave_CONFIGURED: delivered',
    'enter_RUNNING: delivered',
    'leave_RUNNING: delivered',
    'enter_CONFIGURED: delivered',
    expect.stringMatching(/^8 records at .*, READY$/),
  ])
  const topics = (await readRecords(brokers, (topic) => topic.startsWith('aliecs.'), 8)).map(
    ({ topic }) => topic,
  )
  expect(topics).toContain('aliecs.env_state.RUNNING')
  expect(topics).toContain('aliecs.env_leave_state.RUNNING')
})
