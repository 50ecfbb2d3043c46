import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { describeWithCommands } from '../helpers/services.js'
import { temporaryFolder } from '../helpers/temporary.js'

const root = join(import.meta.dirname, '..', '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Runs a target of the Makefile with the `dist/` that is there. */
const make = (target: string, prefix: string) =>
  execa('make', ['-o', 'dist/.stamp', target, `PREFIX=${prefix}`], { cwd: root, reject: false })

/** A prefix whose bin folder has an `aliecs-kafka` already. */
function prefixWith(create: (command: string) => void): { prefix: string; command: string } {
  const prefix = temporaryFolder()
  mkdirSync(join(prefix, 'bin'))
  const command = join(prefix, 'bin', 'aliecs-kafka')
  create(command)
  return { prefix, command }
}

describeWithCommands(['make'], 'make install', () => {
  it('links a command that works in any folder, and make uninstall removes it', async () => {
    const prefix = join(temporaryFolder(), 'a folder')
    const command = join(prefix, 'bin', 'aliecs-kafka')
    const installed = await make('install', prefix)
    expect(installed).toMatchObject({ exitCode: 0, stderr: '' })
    expect(installed.stdout).toContain(`export PATH="${prefix}/bin:$PATH"`)
    expect(await execa(command, ['--version'], { cwd: prefix })).toMatchObject({
      stdout: version,
      stderr: '',
    })
    expect((await make('install', prefix)).exitCode).toBe(0)
    expect((await make('uninstall', prefix)).exitCode).toBe(0)
    expect(existsSync(command)).toBe(false)
  })

  it('replaces a link to another checkout, even one that is gone', async () => {
    const { prefix, command } = prefixWith((path) => symlinkSync('/gone/dist/bin/aliecs-kafka.js', path))
    expect(await make('install', prefix)).toMatchObject({ exitCode: 0 })
    expect((await execa(command, ['--version'])).stdout).toBe(version)
  })

  it.each([
    ['another program', (path: string) => writeFileSync(path, 'mine')],
    [
      'an installation by npm',
      (path: string) => symlinkSync('../lib/node_modules/aliecs-kafka/dist/bin/aliecs-kafka.js', path),
    ],
  ])('leaves %s alone', async (owner, create) => {
    const { prefix, command } = prefixWith(create)
    const installed = await make('install', prefix)
    expect(installed.exitCode).not.toBe(0)
    expect(installed.stderr).toContain(`${command} is ${owner}: remove it, or choose another PREFIX`)
    const uninstalled = await make('uninstall', prefix)
    expect(uninstalled.exitCode).not.toBe(0)
    expect(uninstalled.stderr).toContain(`${command} is not a link to this checkout`)
  })
})
