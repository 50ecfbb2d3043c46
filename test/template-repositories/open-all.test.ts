import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitRepository, template } from '../helpers/git-repository.js'
import { offeredNames, openRepositories, templateFolder } from '../helpers/template-repositories.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

describe('settings that do not fit', () => {
  it('are told one by one, and the others work', async () => {
    const file = temporaryFile('a.yaml', template('A'))
    const { repositories, logger } = await openRepositories([
      ...['/nowhere/templates', file, 'https://', templateFolder({ 'a.yaml': template('A') })],
    ])
    expect(await offeredNames(repositories)).toEqual(['templates/a@local'])
    expect(logger.lines).toEqual([
      'warn: workflowTemplates (flag): "https://" is left out: no repository has such a URL; expected one like https://github.com/AliceO2Group/ControlWorkflows',
      'warn: workflowTemplates (flag): "/nowhere/templates" is left out: no such folder',
      `warn: workflowTemplates (flag): ${JSON.stringify(file)} is left out: it is no folder`,
    ])
  })

  it('the second of two with one name is left out', async () => {
    const [first, second] = [
      templateFolder({ 'a.yaml': template('A') }),
      templateFolder({ 'b.yaml': template('B') }),
    ]
    const { repositories, logger } = await openRepositories([first, second])
    expect(await offeredNames(repositories)).toEqual(['templates/a@local'])
    expect(logger.lines).toEqual([
      `warn: workflowTemplates (flag): "${second}" is left out: another repository is called templates too: ${first}`,
    ])
  })

  it('the same for two URLs, before the second is asked', async () => {
    const remote = gitRepository({ 'a.yaml': template('A') }, join(temporaryFolder(), 'remote'))
    const { repositories, logger } = await openRepositories([
      `file://${remote}`,
      'https://127.0.0.1:1/x/y',
      'file:///no/remote',
    ])
    expect(await offeredNames(repositories)).toEqual(['remote/a@master'])
    expect(logger.lines).toContain(
      `warn: workflowTemplates (flag): "file:///no/remote" is left out: another repository is called remote too: file://${remote}`,
    )
  })
})
