import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rejection } from '../helpers/caught.js'
import { git, gitRepository, template } from '../helpers/git-repository.js'
import { offeredNames, openRepositories, templateFolder } from '../helpers/template-repositories.js'

const RECORDED_TEMPLATES = new URL('../golden/core/templates/', import.meta.url)

describe('as in the recordings of the original', () => {
  const files = readdirSync(RECORDED_TEMPLATES).map(
    (file) =>
      [
        file === 'readout.yaml' ? `tasks/${file}` : `workflows/${file}`,
        readFileSync(new URL(file, RECORDED_TEMPLATES), 'utf8'),
      ] as const,
  )

  it.each(['https://golden.invalid/recording/wf', 'git@golden.invalid:recording/wf.git'])(
    'a clone of %s: ListRepos and GetWorkflowTemplates',
    async (remote) => {
      const clone = gitRepository(Object.fromEntries(files))
      git(clone, 'remote', 'add', 'origin', remote)
      const { repositories, logger } = await openRepositories([clone])
      const name = 'golden.invalid/recording/wf'
      const listed = { name, isDefault: true, defaultRevision: 'master' }
      expect(await repositories.list({ revisions: true })).toEqual([{ ...listed, revisions: ['master'] }])
      expect(await repositories.list()).toEqual([{ ...listed, revisions: [] }])
      const query = { repoPattern: name, revisionPattern: 'master', allBranches: false, allTags: false }
      const offered = (name: string, description: string) => ({
        ...{ name, repo: 'golden.invalid/recording/wf', revision: 'master', description, variables: {} },
      })
      const dataflow = 'Minimal data flow: one readout task per host, plus the Kafka call roles'
      expect(await repositories.templates(query)).toEqual([
        offered('golden-calls-only', 'Only the Kafka call roles, no task'),
        offered('golden-dataflow', dataflow),
        offered('golden-weighted', dataflow),
      ])
      expect(logger.lines).toEqual([])
    },
  )
})

describe('public variables', () => {
  const defaults = `
  run_type: !public {value: PHYSICS, type: string, label: "Run type", values: [PHYSICS, COSMICS], index: 3}
  plain: !public "just a text"
  hosts: "[]"`

  it('come with their specs, and with the values that the vars of all environments give them', async () => {
    const path = templateFolder({ 'a.yaml': template('A', { defaults }) })
    const spec = { type: 'string', label: 'Run type', values: ['PHYSICS', 'COSMICS'], index: '3' }
    const declared = { run_type: { ...spec, value: 'PHYSICS' }, plain: { value: 'just a text' } }
    const [offered] = await (await openRepositories([path])).repositories.templates()
    expect(offered?.variables).toEqual(declared)
    const vars = { run_type: 'COSMICS', plain: '', hosts: '["x"]', constructor: 'x' }
    const [overridden] = await (await openRepositories([path], vars)).repositories.templates()
    expect(overridden?.variables).toEqual({ run_type: { ...spec, value: 'COSMICS' }, plain: { value: '' } })
  })
})

describe('resolve', () => {
  it.each([
    [
      'readut',
      'no workflow template "readut" in templates@local; did you mean readout? There is: readout, test',
    ],
    ['other', 'no workflow template "other" in templates@local; there is: readout, test'],
    [
      'tmplates/workflows/readout',
      'no template repository "tmplates"; did you mean templates? There is: templates',
    ],
    ['readout@master', 'no revision "master" of templates; there is: local'],
    ['/nowhere/readout', 'no template repository "/nowhere"; there is: templates'],
    ['a/b/c', 'no template repository "a/b"; there is: templates'],
    ['', /^no workflow template "": expected/],
  ])('of %j says what there is', async (reference, message) => {
    const { repositories } = await openRepositories([
      templateFolder({ 'readout.yaml': template('R'), 'test.yaml': template('T', { isPublic: false }) }),
    ])
    const expected = { code: 'TEMPLATE_UNKNOWN', message: expect.stringMatching(message) }
    expect(await rejection(() => repositories.resolve(reference))).toMatchObject(
      typeof message === 'string' ? { ...expected, message } : expected,
    )
  })

  it('says in which other repositories there is one', async () => {
    const path = gitRepository({ 'workflows/readout.yaml': template('R') })
    const { repositories } = await openRepositories([templateFolder({ 'test.yaml': template('T') }), path])
    const error = await rejection(() => repositories.resolve('readout'))
    const elsewhere = `elsewhere: ${basename(path)}/workflows/readout@master`
    const message = `no workflow template "readout" in templates@local; there is: test; ${elsewhere}`
    expect(error).toMatchObject({ code: 'TEMPLATE_UNKNOWN', message })
    const other = await rejection(() => repositories.resolve('readout@master'))
    expect(other.message).toBe(`no revision "master" of templates; there is: local; ${elsewhere}`)
    const named = await rejection(() => repositories.resolve('templates/workflows/readout'))
    expect(named.message).not.toContain('elsewhere')
  })

  it('without a repository says where to name one', async () => {
    const { repositories } = await openRepositories([])
    expect(await repositories.list()).toEqual([])
    expect(await repositories.templates()).toEqual([])
    const message = 'there is no template repository: see workflowTemplates'
    expect(await rejection(() => repositories.resolve('readout'))).toMatchObject({ message })
  })
})

describe('templates', () => {
  it.each([
    [
      { repoPattern: 'tmplates' },
      'no template repository "tmplates"; did you mean templates? There is: templates',
    ],
    [{ revisionPattern: 'master' }, 'no revision "master"; there is: local'],
  ])('of %o says what there is', async (query, message) => {
    const { repositories } = await openRepositories([templateFolder({})])
    const error = await rejection(() => repositories.templates(query))
    expect(error).toMatchObject({ code: 'TEMPLATE_UNKNOWN', message })
  })

  it('of a revision that only one of the repositories has', async () => {
    const path = gitRepository({ 'a.yaml': template('A') })
    const { repositories } = await openRepositories([templateFolder({ 'b.yaml': template('B') }), path])
    expect(await offeredNames(repositories, { revisionPattern: 'master' })).toEqual([
      `${basename(path)}/a@master`,
    ])
  })
})

describe('refresh', () => {
  it.each([-2, 1, 99])('of repository %i, which there is not', async (index) => {
    const { repositories } = await openRepositories([templateFolder({})])
    const message = `index: expected -1 to 0, got ${index}`
    expect(await rejection(() => repositories.refresh(index))).toMatchObject({
      code: 'REQUEST_INVALID',
      message,
    })
  })
})
