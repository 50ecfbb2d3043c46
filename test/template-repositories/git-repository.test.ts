import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rejection } from '../helpers/caught.js'
import { commit, git, template, write } from '../helpers/git-repository.js'
import {
  cloneWithHistory,
  offeredNames,
  openRepositories,
  templateFolder,
} from '../helpers/template-repositories.js'
import { temporaryFolder } from '../helpers/temporary.js'

const readable = (file: string) => readFileSync(file, 'utf8')

describe('a git clone', () => {
  it('has branches and tags, the checked-out one first', async () => {
    const { path, name } = cloneWithHistory()
    const { repositories } = await openRepositories([path])
    const [listed] = await repositories.list({ revisions: true })
    expect(listed).toEqual({
      ...{ name, isDefault: true, defaultRevision: 'master', revisions: ['master', 'feature/x', 'v1', 'v2'] },
    })
    git(path, 'checkout', '--quiet', 'feature/x')
    expect((await repositories.list({ revisions: true }))[0]?.revisions).toEqual([
      ...['feature/x', 'master', 'v1', 'v2'],
    ])
    git(path, 'checkout', '--quiet', 'v1')
    expect((await repositories.list())[0]?.defaultRevision).toBe('master') // the same commit
    git(path, 'checkout', '--quiet', '--detach')
    const third = commit(path, { 'workflows/c.yaml': template('C') })
    expect((await repositories.list())[0]?.defaultRevision).toBe(third.slice(0, 12))
    expect(await repositories.resolve('c')).toMatchObject({ file: join(path, 'workflows', 'c.yaml') })
  })

  it('reads the checked-out revision from the work tree, others from their commits', async () => {
    const { path, name, first, second } = cloneWithHistory()
    write(path, { 'workflows/a.yaml': template('A uncommitted') })
    const { repositories, workingDir } = await openRepositories([path])
    const kept = (hash: string, file: string) =>
      join(workingDir, 'repos', `${name}@${hash}`, 'workflows', file)
    for (const [reference, revision, file, description] of [
      ['a', 'master', join(path, 'workflows', 'a.yaml'), 'A uncommitted'],
      [`${name}/workflows/a`, 'master', join(path, 'workflows', 'a.yaml'), 'A uncommitted'],
      ['a@v1', 'v1', kept(first, 'a.yaml'), 'A 1'],
      [`${name}/workflows/a@feature/x`, 'feature/x', kept(second, 'a.yaml'), 'A 2'],
      ['b.yaml@v2', 'v2', kept(second, 'b.yaml'), 'B 2'],
      [`a@${second}`, second, kept(second, 'a.yaml'), 'A 2'],
      [`a@${first.slice(0, 8)}`, first.slice(0, 8), kept(first, 'a.yaml'), 'A 1'],
    ] as const) {
      const found = await repositories.resolve(reference)
      const template = reference.includes('b.yaml') ? 'b' : 'a'
      expect(found).toEqual({ file, reference: `${name}/workflows/${template}@${revision}` })
      expect(readable(found.file)).toContain(description)
    }
    expect(git(path, 'status', '--porcelain')).toBe('M workflows/a.yaml')
  })

  it('may be without a commit yet', async () => {
    const path = temporaryFolder()
    git(path, 'init', '--quiet', '--initial-branch=new')
    write(path, { 'a.yaml': template('A') })
    const { repositories, logger } = await openRepositories([path])
    expect(await offeredNames(repositories)).toEqual([`${basename(path)}/a@new`])
    expect(logger.lines).toEqual([])
  })

  it('a refresh brings what the remote has, into the work tree too', async () => {
    const { path: remote } = cloneWithHistory()
    const path = join(temporaryFolder(), 'clone')
    git(dirname(path), 'clone', '--quiet', remote, path)
    const { repositories } = await openRepositories([path])
    git(remote, 'branch', 'later')
    commit(remote, { 'workflows/new.yaml': template('N') })
    expect(await offeredNames(repositories)).toEqual([`${basename(remote)}/a@master`])
    await Promise.all([0, -1, 0, -1].map((index) => repositories.refresh(index)))
    const name = basename(remote)
    expect(await offeredNames(repositories)).toEqual([`${name}/a@master`, `${name}/new@master`])
    expect((await repositories.list({ revisions: true }))[0]?.revisions).toEqual([
      ...['master', 'feature/x', 'later', 'v1', 'v2'],
    ])
    expect(await offeredNames(repositories, { revisionPattern: 'feature/x' })).toEqual([
      ...[`${name}/a@feature/x`, `${name}/b@feature/x`],
    ])
  })

  it('a refresh leaves edits alone, and says why it cannot go on', async () => {
    const { path: remote } = cloneWithHistory()
    const path = join(temporaryFolder(), 'clone')
    git(dirname(path), 'clone', '--quiet', remote, path)
    write(path, { 'workflows/a.yaml': template('A, mine') })
    commit(remote, { 'workflows/a.yaml': template('A, theirs') })
    const { repositories } = await openRepositories([path, templateFolder({ 'x.yaml': template('X') })])
    const error = await rejection(() => repositories.refresh(-1))
    expect(error).toMatchObject({ code: 'TEMPLATE_REPOSITORY' })
    expect(error.message).toMatch(/^cannot refresh \S+: git merge: Your local changes/)
    expect(readable(join(path, 'workflows', 'a.yaml'))).toContain('A, mine')
    await repositories.refresh(1)
  })
})
