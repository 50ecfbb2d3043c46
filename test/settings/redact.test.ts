import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactAddress, redactEntry, redactKnown, withoutCredentials } from '../../settings/redact.js'

const PASSWORDS = [
  's3,cretToken',
  's3/cret',
  's3"cret',
  's3@cret',
  's3:cret',
  's3%2Fcret',
  's3 cret',
  's3?cret',
  's3#cret',
]

describe('redactAddress', () => {
  it.each(PASSWORDS)('shows nothing of the password %s', (password) => {
    for (const scheme of ['https', 'HTTPS', 'ssh', 'git+ssh', 'consul']) {
      const shown = redactAddress(`${scheme}://bot:${password}@host.example/repo`)
      expect(shown).toBe(`${scheme}://[redacted]@host.example/repo`)
    }
  })

  it.each([
    ['https://host/repo', 'https://host/repo'],
    ['https://host:8443/repo', 'https://host:8443/repo'],
    ['https://[::1]:8443/repo', 'https://[::1]:8443/repo'],
    ['https://token@host/repo', 'https://[redacted]@host/repo'],
    ['https://host/repo?access_token=s3cret', 'https://host/repo?[redacted]'],
    ['consul://:s3cret@consul:8500', 'consul://[redacted]@consul:8500'],
    ['git@host:repo', '[redacted]@host:repo'],
    // The beginning of an address whose password was taken for the next item of a list.
    ['https://bot:s3', 'https://[redacted]'],
    ['/srv/what?', '/srv/what?'],
  ])('%s is shown as %s', (address, shown) => {
    expect(redactAddress(address)).toBe(shown)
  })

  it('shows no part of any password', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (password) => {
        const shown = redactAddress(`https://bot:${password}@host/repo`)
        expect(shown).toMatch(/^https:\/\/\[redacted\]@/)
        expect(shown.length).toBeLessThanOrEqual('https://[redacted]@host/repo'.length)
      }),
    )
  })
})

describe('redactEntry', () => {
  it.each([
    ['/srv/templates@v1', '/srv/templates@v1'],
    ['https://bot:s3cret@host/repo', 'https://[redacted]@host/repo'],
    // A URL whose scheme was forgotten counts as a folder.
    ['/home/me/bot:s3/cret@host/repo', '/home/me/[redacted]@host/repo'],
  ])('%s is shown as %s', (entry, shown) => {
    expect(redactEntry(entry)).toBe(shown)
  })
})

describe('redactKnown', () => {
  it.each(PASSWORDS)('finds the password %s wherever git repeats it', (password) => {
    const url = `https://bot:${password}@host/repo`
    const plain = decodeURIComponent(password)
    for (const form of [password, plain, encodeURI(plain)]) {
      const said = redactKnown(
        `fatal: unable to access 'https://bot:${form}@host/repo/': ${form}: no such port`,
        url,
      )
      expect(said).toBe("fatal: unable to access 'https://[redacted]host/repo/': [redacted]: no such port")
    }
  })

  it('leaves the words of git alone where there is nothing to hide', () => {
    const said = 'git clone: git@host: Permission denied'
    expect(redactKnown(said, 'ssh://git@host/repo')).toBe(said.replace('git@', '[redacted]'))
    expect(redactKnown(said, 'https://host/repo')).toBe(said)
    expect(redactKnown(said, '')).toBe(said)
  })
})

describe('withoutCredentials', () => {
  it.each([
    ['nothing to hide', 'nothing to hide'],
    ['bot:s3,cret@host:9092', '[redacted]@host:9092'],
    ['"https://bot:s3/c"ret@host/repo"', '"https://[redacted]@host/repo"'],
    ['a:b@h1:1, c:d@h2:2', '[redacted]@h1:1,[redacted]@h2:2'],
  ])('%s is shown as %s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown)
  })
})
