import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { commit, git, gitRepository, template } from '../helpers/git-repository.js'
import { offeredNames, openRepositories, templateFolder } from '../helpers/template-repositories.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const readable = (file: string) => readFileSync(file, 'utf8')

describe('a URL', () => {
  it('is cloned at the start, and kept for the next one', async () => {
    const remote = gitRepository({ 'workflows/a.yaml': template('A') }, join(temporaryFolder(), 'remote'))
    const url = `file://${remote}`
    const { repositories, workingDir, logger } = await openRepositories([url])
    expect(readdirSync(join(workingDir, 'repos'))).toEqual(['remote.git'])
    expect(await offeredNames(repositories)).toEqual(['remote/a@master'])
    commit(remote, { 'workflows/b.yaml': template('B') })
    expect(await offeredNames(repositories)).toEqual(['remote/a@master'])
    await repositories.refresh(-1)
    expect(await offeredNames(repositories)).toEqual(['remote/a@master', 'remote/b@master'])
    const { file } = await repositories.resolve('b')
    expect(readable(file)).toContain('"B"')

    git(remote, 'branch', 'other')
    commit(remote, { 'workflows/c.yaml': template('C') })
    const again = await openRepositories([url], {}, workingDir)
    const all = ['remote/a@master', 'remote/b@master', 'remote/c@master']
    expect(await offeredNames(again.repositories)).toEqual(all)
    expect((await again.repositories.list({ revisions: true }))[0]?.revisions).toEqual(['master', 'other'])

    rmSync(remote, { recursive: true })
    const without = await openRepositories([url], {}, workingDir)
    expect(await offeredNames(without.repositories)).toEqual(all)
    expect(without.logger.lines).toEqual([
      expect.stringMatching(/^warn: templates of the last start are used: git fetch: /),
    ])
    expect([...logger.lines, ...again.logger.lines]).toEqual([`info: cloning ${url}`])
  })

  it('that cannot be cloned leaves nothing behind', async () => {
    const url = 'https://user:hunter2@127.0.0.1:1/recording/wf'
    const { repositories, logger, workingDir } = await openRepositories([
      url,
      templateFolder({ 'a.yaml': template('A') }),
    ])
    expect(await offeredNames(repositories)).toEqual(['templates/a@local'])
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
      const { logger } = await openRepositories([await silentUrl()], {}, temporaryFolder(), {
        remoteLimitMs: 1000,
      })
      expect(logger.lines.at(-1)).toMatch(/ is left out: git clone: not within 1000 ms$/)
    })

    it('is not waited for when the start is interrupted', async () => {
      const signal = AbortSignal.timeout(500)
      const { logger } = await openRepositories([await silentUrl()], {}, temporaryFolder(), { signal })
      expect(logger.lines.at(-1)).toMatch(/ is left out: git clone: interrupted$/)
    })
  })

  it('needs a coreWorkingDir that can be written', async () => {
    const remote = gitRepository({ 'a.yaml': template('A') })
    const { logger } = await openRepositories(
      [`file://${remote}`],
      {},
      join(temporaryFile('file', ''), 'below'),
    )
    expect(logger.lines.slice(1)).toEqual([
      expect.stringMatching(
        /is left out: cannot make .* \(below coreWorkingDir\): part of the path is no folder$/,
      ),
    ])
  })
})
