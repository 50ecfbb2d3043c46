import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './temporary.js'

/** Nothing of the machine's or the caller's git: a test may run in a hook of it. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
}

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' }).trim()
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

/** @returns the commit */
export function commit(folder: string, files: Readonly<Record<string, string>>): string {
  write(folder, files)
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'files')
  return git(folder, 'rev-parse', 'HEAD')
}

/** A work tree with one commit on the branch `master`, deleted when the test is over. */
export function gitRepository(files: Readonly<Record<string, string>>, folder = temporaryFolder()): string {
  mkdirSync(folder, { recursive: true })
  git(folder, 'init', '--quiet', '--initial-branch=master')
  commit(folder, files)
  return folder
}

/** A workflow template that can be read, with a public name. */
export function template(description: string, { isPublic = true, defaults = '{}' } = {}): string {
  return `name: ${isPublic ? '!public ' : ''}test
description: ${JSON.stringify(description)}
defaults: ${defaults}
roles:
  - name: call
    call: {func: testplugin.Noop(), trigger: enter_RUNNING}
`
}
