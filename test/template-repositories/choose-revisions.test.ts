import { expect, it } from 'vitest'
import { cloneWithHistory, offeredNames, openRepositories } from '../helpers/template-repositories.js'

it.each([
  [{}, ['a@master']],
  [{ revisionPattern: '*' }, ['a@master', 'a@feature/x', 'b@feature/x', 'a@v1', 'a@v2', 'b@v2']],
  [{ allBranches: true }, ['a@master', 'a@feature/x', 'b@feature/x']],
  [{ allTags: true }, ['a@v1', 'a@v2', 'b@v2']],
  [{ revisionPattern: 'v1', allBranches: true }, ['a@master', 'a@feature/x', 'b@feature/x', 'a@v1']],
  [{ revisionPattern: 'v?' }, ['a@v1', 'a@v2', 'b@v2']],
  [{ revisionPattern: 'none*' }, []],
  [{ repoPattern: 'none*' }, []],
])('a git clone offers for %o', async (query, expected) => {
  const { path, name } = cloneWithHistory()
  const { repositories } = await openRepositories([path])
  expect(await offeredNames(repositories, query)).toEqual(expected.map((each) => `${name}/${each}`))
})
