import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { template, write } from '../helpers/git-repository.js'
import { offeredNames, openRepositories, templateFolder } from '../helpers/template-repositories.js'

describe('a folder', () => {
  it('has the one revision local, and templates in it or in workflows', async () => {
    const plain = templateFolder({ 'a.yaml': template('A') }, 'plain')
    const around = templateFolder({ 'workflows/b.yaml': template('B'), 'task.yaml': 'name: task' }, 'around')
    const { repositories, logger } = await openRepositories([
      plain,
      join(around, 'workflows'),
      templateFolder({}, 'empty'),
    ])
    expect(await repositories.list({ revisions: true })).toEqual([
      { name: 'plain', isDefault: true, defaultRevision: 'local', revisions: ['local'] },
      { name: 'around', isDefault: false, defaultRevision: 'local', revisions: ['local'] },
      { name: 'empty', isDefault: false, defaultRevision: 'local', revisions: ['local'] },
    ])
    expect(await offeredNames(repositories)).toEqual(['plain/a@local', 'around/b@local'])
    expect(logger.lines).toEqual([])
  })

  it('is read anew each time', async () => {
    const path = templateFolder({ 'a.yaml': template('A') })
    const { repositories } = await openRepositories([path])
    expect(await offeredNames(repositories)).toEqual(['templates/a@local'])
    write(path, { 'a.yaml': template('A, edited'), 'b.yaml': template('B') })
    expect((await repositories.templates()).map(({ description }) => description)).toEqual(['A, edited', 'B'])
  })

  it('offers what is public, and all when asked', async () => {
    const path = templateFolder({
      'secret.yaml': template('S', { isPublic: false }),
      'open.yaml': template('O'),
      'notes.txt': 'no template',
      '.hidden.yaml': template('H'),
    })
    const { repositories } = await openRepositories([path])
    expect(await offeredNames(repositories)).toEqual(['templates/open@local'])
    const all = ['templates/open@local', 'templates/secret@local']
    expect(await offeredNames(repositories, { allWorkflows: true })).toEqual(all)
  })

  it('offers its other templates when one does not parse, which is told once', async () => {
    const path = templateFolder({
      'bad.yaml': 'name: x\nroles: {}\n',
      'worse.yaml': 'a: [',
      'good.yaml': template('G'),
    })
    const { repositories, logger } = await openRepositories([path])
    expect(await offeredNames(repositories)).toEqual(['templates/good@local'])
    expect(await offeredNames(repositories)).toEqual(['templates/good@local'])
    expect(logger.lines).toHaveLength(2)
    expect(logger.lines[0]).toMatch(
      /^warn: a template is not offered: .*bad\.yaml:2: roles: a list is expected/,
    )
    expect(logger.lines[1]).toMatch(/^warn: a template is not offered: .*worse\.yaml:1: not valid YAML/)
  })

  it('that is gone later is told, and the others still work', async () => {
    const path = templateFolder({ 'a.yaml': template('A') }, 'first')
    const { repositories, logger } = await openRepositories([
      path,
      templateFolder({ 'b.yaml': template('B') }, 'second'),
    ])
    rmSync(path, { recursive: true })
    expect(await offeredNames(repositories)).toEqual(['second/b@local'])
    expect(logger.lines).toEqual([`warn: template repository first: cannot read ${path}: no such folder`])
  })
})
