import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TemplateRepositories } from '../../template-repositories/index.js'
import { rejection } from '../helpers/caught.js'
import { commit, git, gitRepository, template, write } from '../helpers/git-repository.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const RECORDED_TEMPLATES = new URL('../golden/core/templates/', import.meta.url)

async function open(
  entries: string[],
  vars: Record<string, string> = {},
  workingDir = temporaryFolder(),
  limits: { remoteLimitMs?: number; signal?: AbortSignal } = {},
) {
  const logger = new MemoryLogger()
  const options = {
    ...limits,
    entries,
    workingDir,
    readVars: async () => vars,
    logger,
    origin: 'flag',
  }
  return { repositories: await TemplateRepositories.open(options), logger, workingDir }
}

function folder(files: Record<string, string>, name = 'templates'): string {
  const path = join(temporaryFolder(), name)
  mkdirSync(path)
  write(path, files)
  return path
}

const readable = (file: string) => readFileSync(file, 'utf8')

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
      const { repositories, logger } = await open([clone])
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

describe('a folder', () => {
  it('has the one revision local, and templates in it or in workflows', async () => {
    const plain = folder({ 'a.yaml': template('A') }, 'plain')
    const around = folder({ 'workflows/b.yaml': template('B'), 'task.yaml': 'name: task' }, 'around')
    const { repositories, logger } = await open([plain, join(around, 'workflows'), folder({}, 'empty')])
    expect(await repositories.list({ revisions: true })).toEqual([
      { name: 'plain', isDefault: true, defaultRevision: 'local', revisions: ['local'] },
      { name: 'around', isDefault: false, defaultRevision: 'local', revisions: ['local'] },
      { name: 'empty', isDefault: false, defaultRevision: 'local', revisions: ['local'] },
    ])
    expect(await names(repositories)).toEqual(['plain/a@local', 'around/b@local'])
    expect(logger.lines).toEqual([])
  })

  it('is read anew each time', async () => {
    const path = folder({ 'a.yaml': template('A') })
    const { repositories } = await open([path])
    expect(await names(repositories)).toEqual(['templates/a@local'])
    write(path, { 'a.yaml': template('A, edited'), 'b.yaml': template('B') })
    expect((await repositories.templates()).map(({ description }) => description)).toEqual(['A, edited', 'B'])
  })

  it('offers what is public, and all when asked', async () => {
    const path = folder({
      'secret.yaml': template('S', { isPublic: false }),
      'open.yaml': template('O'),
      'notes.txt': 'no template',
      '.hidden.yaml': template('H'),
    })
    const { repositories } = await open([path])
    expect(await names(repositories)).toEqual(['templates/open@local'])
    const all = ['templates/open@local', 'templates/secret@local']
    expect(await names(repositories, { allWorkflows: true })).toEqual(all)
  })

  it('offers its other templates when one does not parse, which is told once', async () => {
    const path = folder({
      'bad.yaml': 'name: x\nroles: {}\n',
      'worse.yaml': 'a: [',
      'good.yaml': template('G'),
    })
    const { repositories, logger } = await open([path])
    expect(await names(repositories)).toEqual(['templates/good@local'])
    expect(await names(repositories)).toEqual(['templates/good@local'])
    expect(logger.lines).toHaveLength(2)
    expect(logger.lines[0]).toMatch(
      /^warn: a template is not offered: .*bad\.yaml:2: roles: a list is expected/,
    )
    expect(logger.lines[1]).toMatch(/^warn: a template is not offered: .*worse\.yaml:1: not valid YAML/)
  })

  it('that is gone later is told, and the others still work', async () => {
    const path = folder({ 'a.yaml': template('A') }, 'first')
    const { repositories, logger } = await open([path, folder({ 'b.yaml': template('B') }, 'second')])
    rmSync(path, { recursive: true })
    expect(await names(repositories)).toEqual(['second/b@local'])
    expect(logger.lines).toEqual([`warn: template repository first: cannot read ${path}: no such folder`])
  })
})

describe('public variables', () => {
  const defaults = `
  run_type: !public {value: PHYSICS, type: string, label: "Run type", values: [PHYSICS, COSMICS], index: 3}
  plain: !public "just a text"
  hosts: "[]"`

  it('come with their specs, and with the values that the vars of all environments give them', async () => {
    const path = folder({ 'a.yaml': template('A', { defaults }) })
    const spec = { type: 'string', label: 'Run type', values: ['PHYSICS', 'COSMICS'], index: '3' }
    const declared = { run_type: { ...spec, value: 'PHYSICS' }, plain: { value: 'just a text' } }
    const [offered] = await (await open([path])).repositories.templates()
    expect(offered?.variables).toEqual(declared)
    const vars = { run_type: 'COSMICS', plain: '', hosts: '["x"]', constructor: 'x' }
    const [overridden] = await (await open([path], vars)).repositories.templates()
    expect(overridden?.variables).toEqual({ run_type: { ...spec, value: 'COSMICS' }, plain: { value: '' } })
  })
})

describe('a git clone', () => {
  function clone() {
    const path = gitRepository({ 'workflows/a.yaml': template('A 1') })
    const first = git(path, 'rev-parse', 'HEAD')
    git(path, 'tag', '-a', 'v1', '-m', 'annotated')
    git(path, 'checkout', '--quiet', '-b', 'feature/x')
    const second = commit(path, { 'workflows/a.yaml': template('A 2'), 'workflows/b.yaml': template('B 2') })
    git(path, 'tag', 'v2')
    git(path, 'checkout', '--quiet', 'master')
    return { path, name: basename(path), first, second }
  }

  it('has branches and tags, the checked-out one first', async () => {
    const { path, name } = clone()
    const { repositories } = await open([path])
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

  it.each([
    [{}, ['a@master']],
    [{ revisionPattern: '*' }, ['a@master', 'a@feature/x', 'b@feature/x', 'a@v1', 'a@v2', 'b@v2']],
    [{ allBranches: true }, ['a@master', 'a@feature/x', 'b@feature/x']],
    [{ allTags: true }, ['a@v1', 'a@v2', 'b@v2']],
    [{ revisionPattern: 'v1', allBranches: true }, ['a@master', 'a@feature/x', 'b@feature/x', 'a@v1']],
    [{ revisionPattern: 'v?' }, ['a@v1', 'a@v2', 'b@v2']],
    [{ revisionPattern: 'none*' }, []],
    [{ repoPattern: 'none*' }, []],
  ])('offers for %o', async (query, expected) => {
    const { path, name } = clone()
    const { repositories } = await open([path])
    expect(await names(repositories, query)).toEqual(expected.map((each) => `${name}/${each}`))
  })

  it('reads the checked-out revision from the work tree, others from their commits', async () => {
    const { path, name, first, second } = clone()
    write(path, { 'workflows/a.yaml': template('A uncommitted') })
    const { repositories, workingDir } = await open([path])
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

  it('has its templates at the top where there is no folder workflows', async () => {
    const path = gitRepository({ 'a.yaml': template('A'), 'other/b.yaml': template('B') })
    git(path, 'tag', 'v1')
    const { repositories } = await open([path])
    const offered = await names(repositories, { allBranches: true, allTags: true })
    expect(offered).toEqual([`${basename(path)}/a@master`, `${basename(path)}/a@v1`])
  })

  it('may be without a commit yet', async () => {
    const path = temporaryFolder()
    git(path, 'init', '--quiet', '--initial-branch=new')
    write(path, { 'a.yaml': template('A') })
    const { repositories, logger } = await open([path])
    expect(await names(repositories)).toEqual([`${basename(path)}/a@new`])
    expect(logger.lines).toEqual([])
  })

  it('a refresh brings what the remote has, into the work tree too', async () => {
    const { path: remote } = clone()
    const path = join(temporaryFolder(), 'clone')
    git(dirname(path), 'clone', '--quiet', remote, path)
    const { repositories } = await open([path])
    git(remote, 'branch', 'later')
    commit(remote, { 'workflows/new.yaml': template('N') })
    expect(await names(repositories)).toEqual([`${basename(remote)}/a@master`])
    await Promise.all([0, -1, 0, -1].map((index) => repositories.refresh(index)))
    const name = basename(remote)
    expect(await names(repositories)).toEqual([`${name}/a@master`, `${name}/new@master`])
    expect((await repositories.list({ revisions: true }))[0]?.revisions).toEqual([
      ...['master', 'feature/x', 'later', 'v1', 'v2'],
    ])
    expect(await names(repositories, { revisionPattern: 'feature/x' })).toEqual([
      ...[`${name}/a@feature/x`, `${name}/b@feature/x`],
    ])
  })

  it('a refresh leaves edits alone, and says why it cannot go on', async () => {
    const { path: remote } = clone()
    const path = join(temporaryFolder(), 'clone')
    git(dirname(path), 'clone', '--quiet', remote, path)
    write(path, { 'workflows/a.yaml': template('A, mine') })
    commit(remote, { 'workflows/a.yaml': template('A, theirs') })
    const { repositories } = await open([path, folder({ 'x.yaml': template('X') })])
    const error = await rejection(() => repositories.refresh(-1))
    expect(error).toMatchObject({ code: 'TEMPLATE_REPOSITORY' })
    expect(error.message).toMatch(/^cannot refresh \S+: git merge: Your local changes/)
    expect(readable(join(path, 'workflows', 'a.yaml'))).toContain('A, mine')
    await repositories.refresh(1)
  })

  it.each([-2, 1, 99])('a refresh of repository %i, which there is not', async (index) => {
    const { repositories } = await open([folder({})])
    const message = `index: expected -1 to 0, got ${index}`
    expect(await rejection(() => repositories.refresh(index))).toMatchObject({
      code: 'REQUEST_INVALID',
      message,
    })
  })
})

describe('a URL', () => {
  it('is cloned at the start, and kept for the next one', async () => {
    const remote = gitRepository({ 'workflows/a.yaml': template('A') }, join(temporaryFolder(), 'remote'))
    const url = `file://${remote}`
    const { repositories, workingDir, logger } = await open([url])
    expect(readdirSync(join(workingDir, 'repos'))).toEqual(['remote.git'])
    expect(await names(repositories)).toEqual(['remote/a@master'])
    commit(remote, { 'workflows/b.yaml': template('B') })
    expect(await names(repositories)).toEqual(['remote/a@master'])
    await repositories.refresh(-1)
    expect(await names(repositories)).toEqual(['remote/a@master', 'remote/b@master'])
    const { file } = await repositories.resolve('b')
    expect(readable(file)).toContain('"B"')

    git(remote, 'branch', 'other')
    commit(remote, { 'workflows/c.yaml': template('C') })
    const again = await open([url], {}, workingDir)
    const all = ['remote/a@master', 'remote/b@master', 'remote/c@master']
    expect(await names(again.repositories)).toEqual(all)
    expect((await again.repositories.list({ revisions: true }))[0]?.revisions).toEqual(['master', 'other'])

    rmSync(remote, { recursive: true })
    const without = await open([url], {}, workingDir)
    expect(await names(without.repositories)).toEqual(all)
    expect(without.logger.lines).toEqual([
      expect.stringMatching(/^warn: templates of the last start are used: git fetch: /),
    ])
    expect([...logger.lines, ...again.logger.lines]).toEqual([`info: cloning ${url}`])
  })

  it('that cannot be cloned leaves nothing behind', async () => {
    const url = 'https://user:hunter2@127.0.0.1:1/recording/wf'
    const { repositories, logger, workingDir } = await open([url, folder({ 'a.yaml': template('A') })])
    expect(await names(repositories)).toEqual(['templates/a@local'])
    expect(await repositories.list()).toMatchObject([{ name: 'templates', isDefault: true }])
    expect(logger.lines).toEqual([
      'info: cloning https://[redacted]@127.0.0.1:1/recording/wf',
      expect.stringMatching(
        /^warn: workflowTemplates \(flag\): "https:\/\/\[redacted\]@127\.0\.0\.1:1\/recording\/wf" is left out: git clone: /,
      ),
    ])
    expect(logger.lines.join()).not.toContain('hunter2')
    expect(readdirSync(join(workingDir, 'repos', '127.0.0.1', 'recording'))).toEqual([])
  })

  describe('that never answers', () => {
    async function silentUrl(): Promise<string> {
      const server = createServer()
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const sockets: Socket[] = []
      server.on('connection', (socket) => sockets.push(socket))
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/b`
    }

    it('is given up', async () => {
      const { logger } = await open([await silentUrl()], {}, temporaryFolder(), { remoteLimitMs: 1000 })
      expect(logger.lines.at(-1)).toMatch(/ is left out: git clone: not within 1000 ms$/)
    })

    it('is not waited for when the start is interrupted', async () => {
      const signal = AbortSignal.timeout(500)
      const { logger } = await open([await silentUrl()], {}, temporaryFolder(), { signal })
      expect(logger.lines.at(-1)).toMatch(/ is left out: git clone: interrupted$/)
    })
  })

  it('needs a coreWorkingDir that can be written', async () => {
    const remote = gitRepository({ 'a.yaml': template('A') })
    const { logger } = await open([`file://${remote}`], {}, join(temporaryFile('file', ''), 'below'))
    expect(logger.lines.slice(1)).toEqual([
      expect.stringMatching(
        /is left out: cannot make .* \(below coreWorkingDir\): part of the path is no folder$/,
      ),
    ])
  })
})

describe('settings that do not fit', () => {
  it('are told one by one, and the others work', async () => {
    const file = temporaryFile('a.yaml', template('A'))
    const { repositories, logger } = await open([
      ...['/nowhere/templates', file, 'https://', folder({ 'a.yaml': template('A') })],
    ])
    expect(await names(repositories)).toEqual(['templates/a@local'])
    expect(logger.lines).toEqual([
      'warn: workflowTemplates (flag): "https://" is left out: no repository has such a URL; expected one like https://github.com/AliceO2Group/ControlWorkflows',
      'warn: workflowTemplates (flag): "/nowhere/templates" is left out: no such folder',
      `warn: workflowTemplates (flag): ${JSON.stringify(file)} is left out: it is no folder`,
    ])
  })

  it('the second of two with one name is left out', async () => {
    const [first, second] = [folder({ 'a.yaml': template('A') }), folder({ 'b.yaml': template('B') })]
    const { repositories, logger } = await open([first, second])
    expect(await names(repositories)).toEqual(['templates/a@local'])
    expect(logger.lines).toEqual([
      `warn: workflowTemplates (flag): "${second}" is left out: another repository is called templates too: ${first}`,
    ])
  })

  it('the same for two URLs, before the second is asked', async () => {
    const remote = gitRepository({ 'a.yaml': template('A') }, join(temporaryFolder(), 'remote'))
    const { repositories, logger } = await open([
      `file://${remote}`,
      'https://127.0.0.1:1/x/y',
      'file:///no/remote',
    ])
    expect(await names(repositories)).toEqual(['remote/a@master'])
    expect(logger.lines).toContain(
      `warn: workflowTemplates (flag): "file:///no/remote" is left out: another repository is called remote too: file://${remote}`,
    )
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
    const { repositories } = await open([
      folder({ 'readout.yaml': template('R'), 'test.yaml': template('T', { isPublic: false }) }),
    ])
    const expected = { code: 'TEMPLATE_UNKNOWN', message: expect.stringMatching(message) }
    expect(await rejection(() => repositories.resolve(reference))).toMatchObject(
      typeof message === 'string' ? { ...expected, message } : expected,
    )
  })

  it('says in which other repositories there is one', async () => {
    const path = gitRepository({ 'workflows/readout.yaml': template('R') })
    const { repositories } = await open([folder({ 'test.yaml': template('T') }), path])
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
    const { repositories } = await open([])
    expect(await repositories.list()).toEqual([])
    expect(await repositories.templates()).toEqual([])
    const message = 'there is no template repository: see workflowTemplates'
    expect(await rejection(() => repositories.resolve('readout'))).toMatchObject({ message })
  })

  it('says where a file of a commit cannot be kept', async () => {
    const path = gitRepository({ 'a.yaml': template('A') })
    git(path, 'tag', 'v1')
    const workingDir = join(temporaryFolder(), 'file')
    writeFileSync(workingDir, '')
    const { repositories } = await open([path], {}, workingDir)
    const error = await rejection(() => repositories.resolve('a@v1'))
    expect(error).toMatchObject({ code: 'TEMPLATE_REPOSITORY' })
    expect(error.message).toMatch(
      /^cannot write .*a\.yaml \(below coreWorkingDir\): part of the path is no folder$/,
    )
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
    const { repositories } = await open([folder({})])
    const error = await rejection(() => repositories.templates(query))
    expect(error).toMatchObject({ code: 'TEMPLATE_UNKNOWN', message })
  })

  it('of a revision that only one of the repositories has', async () => {
    const path = gitRepository({ 'a.yaml': template('A') })
    const { repositories } = await open([folder({ 'b.yaml': template('B') }), path])
    expect(await names(repositories, { revisionPattern: 'master' })).toEqual([`${basename(path)}/a@master`])
  })
})

async function names(
  repositories: TemplateRepositories,
  query: Parameters<TemplateRepositories['templates']>[0] = {},
): Promise<string[]> {
  const offered = await repositories.templates(query)
  return offered.map(({ repo, name, revision }) => `${repo}/${name}@${revision}`)
}
