/**
 * Issue 11: a password in the URL of a template repository reached the log where it held a comma, a slash or a quotation mark,
 * because credentials were looked for by a pattern over text, and lists were split within a password.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../settings/resolve.js'
import { redactSettings } from '../../settings/secrets.js'
import { parseSettingsUri } from '../../settings/uri.js'
import { runGit } from '../../template-repositories/git.js'
import { caught, rejection } from '../helpers/caught.js'
import { openRepositories } from '../helpers/template-repositories.js'
import { temporaryFolder } from '../helpers/temporary.js'

const PASSWORDS = [
  'Z9s3,cretToken',
  'Z9s3/cret',
  'Z9s3"cret',
  'Z9s3@cret',
  'Z9s3 cret',
  'Z9s3%2Fcret',
  'Z9s3:cret',
  "Z9s3'cret",
]
const SCHEMES = ['https', 'HTTPS', 'ssh']

/** An error with all that `--verbose` prints: its stack, and those of its causes. */
function everything(error: unknown): string {
  return error instanceof Error ? `${error.stack}\n${everything(error.cause)}` : String(error)
}

describe.each(PASSWORDS)('the password %s', (password) => {
  const url = `://bot:${password}@127.0.0.1:1/recording/wf`

  it.each(SCHEMES)('is one item of a list and shown nowhere, with %s', (scheme) => {
    const given = `${scheme}${url},/srv/templates`
    const { settings } = resolveSettings({ flags: { workflowTemplates: given } })
    expect(settings.workflowTemplates).toEqual([`${scheme}${url}`, '/srv/templates'])
    expect(redactSettings(settings).workflowTemplates).toEqual([
      `${scheme}://[redacted]@127.0.0.1:1/recording/wf`,
      '/srv/templates',
    ])
  })

  it('is in no line of the log, no list and no error when the repository is opened', async () => {
    const { settings } = resolveSettings({ flags: { workflowTemplates: `https${url} ssh${url}x` } })
    const { repositories, logger } = await openRepositories([...settings.workflowTemplates])
    const shown = [...logger.lines, JSON.stringify(await repositories.list({ revisions: true }))].join('\n')
    expect(shown).toContain('https://[redacted]@127.0.0.1:1/recording/wf')
    expect(shown).not.toContain('Z9s3')
    expect(shown).not.toContain('cret')
  })

  it('is in no error of git, nor in its causes', async () => {
    const remote = `https${url}`
    const clone = runGit(temporaryFolder(), ['clone', '--', remote, join(temporaryFolder(), 'x')], {
      limitMs: 60_000,
      remote,
    })
    const text = everything(await rejection(() => clone))
    expect(text).toContain('git clone: ')
    expect(text).not.toContain('Z9s3')
  })

  it('is in no message about settings that do not fit', () => {
    const wrong = { kafkaEndpoint: `bot:${password}@kafka`, workflowTemplates: [{ [`https${url}`]: 1 }, 5] }
    const error = caught(() => resolveSettings({ flags: wrong }))
    expect(error.message).toMatch(/^kafkaEndpoint .*\nworkflowTemplates/s)
    expect(error.message).not.toContain('Z9s3')
    const address = caught(() => parseSettingsUri(`consul://:${password}@consul:8500`))
    expect(address.message).toContain('consul://[redacted]@consul:8500')
    expect(everything(address)).not.toContain('Z9s3')
  })
})
