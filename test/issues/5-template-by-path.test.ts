/**
 * A client could name any `.yaml` file of the core's machine as its template, the settings with their passwords among them:
 * it was read, and its errors told of it.
 */
import { cpSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { TemplateRepositories } from '../../template-repositories/index.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

it('a template is found by its name, never by its path', async () => {
  const folder = temporaryFolder()
  cpSync('examples/workflows', folder, { recursive: true })
  const repositories = await TemplateRepositories.open({
    entries: [folder],
    workingDir: temporaryFolder(),
    readVars: async () => ({}),
    logger: new MemoryLogger(),
  })
  expect(await repositories.resolve('readout-dataflow')).toMatchObject({
    file: join(folder, 'readout-dataflow.yaml'),
  })

  const settings = temporaryFile('settings.yaml', 'o2: {runtime: {aliecs: {settings: {pageToken: secret}}}}')
  const name = folder.split('/').at(-1)
  for (const reference of [
    settings,
    settings.replace('.yaml', ''),
    relative('.', settings),
    'examples/workflows/readout-dataflow.yaml',
    './examples/workflows/readout-dataflow',
    `../${name}/readout-dataflow`,
    `${name}/workflows/../readout-dataflow`,
    `${name}/workflows/..`,
    `${dirname(folder)}/workflows/readout-dataflow`,
    '--upload-pack=x',
    'readout-dataflow@--output=x',
    'readout-dataflow@../../x',
    'readout-dataflow\0.yaml',
  ]) {
    const error = await rejection(() => repositories.resolve(reference))
    expect([reference, error]).toMatchObject([reference, { code: 'TEMPLATE_UNKNOWN' }])
    expect(error.message).not.toContain('secret')
  }
})
