import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { rejection } from '../helpers/caught.js'
import { git, gitRepository, template } from '../helpers/git-repository.js'
import { offeredNames, openRepositories } from '../helpers/template-repositories.js'
import { temporaryFolder } from '../helpers/temporary.js'

it('finds the templates of a commit at the top where there is no folder workflows', async () => {
  const path = gitRepository({ 'a.yaml': template('A'), 'other/b.yaml': template('B') })
  git(path, 'tag', 'v1')
  const { repositories } = await openRepositories([path])
  const offered = await offeredNames(repositories, { allBranches: true, allTags: true })
  expect(offered).toEqual([`${basename(path)}/a@master`, `${basename(path)}/a@v1`])
})

it('says where a file of a commit cannot be kept', async () => {
  const path = gitRepository({ 'a.yaml': template('A') })
  git(path, 'tag', 'v1')
  const workingDir = join(temporaryFolder(), 'file')
  writeFileSync(workingDir, '')
  const { repositories } = await openRepositories([path], {}, workingDir)
  const error = await rejection(() => repositories.resolve('a@v1'))
  expect(error).toMatchObject({ code: 'TEMPLATE_REPOSITORY' })
  expect(error.message).toMatch(
    /^cannot write .*a\.yaml \(below coreWorkingDir\): part of the path is no folder$/,
  )
})
