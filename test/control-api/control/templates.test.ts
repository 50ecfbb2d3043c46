import { expect, it } from 'vitest'
import { options, refusal, start } from '../../helpers/control-calls.js'

it('ListRepos, GetWorkflowTemplates and RefreshRepos: what can be asked for', async () => {
  const { client } = await start()
  const { repos, globalDefaultRevision } = await client.call('ListRepos', { getRevisions: true }, options)
  expect(repos).toMatchObject([{ default: true }])
  const [repo] = repos
  expect([repo?.defaultRevision, repo?.revisions[0]]).toEqual([globalDefaultRevision, globalDefaultRevision])
  const { workflowTemplates } = await client.call('GetWorkflowTemplates', {}, options)
  const dataflow = workflowTemplates.find(({ template }) => template === 'golden-dataflow')
  expect(dataflow).toMatchObject({ repo: repo?.name, revision: globalDefaultRevision, varSpecMap: {} })
  await client.call('RefreshRepos', { index: -1 }, options)
  expect(await refusal(() => client.call('RefreshRepos', { index: 3 }, options))).toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: expect.stringContaining('index'),
  })
})
