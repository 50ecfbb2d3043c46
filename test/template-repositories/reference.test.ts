import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatReference, parseReference } from '../../template-repositories/reference.js'

it.each([
  ['readout', null, 'readout', null],
  ['readout.yaml', null, 'readout', null],
  ['readout@v1.2', null, 'readout', 'v1.2'],
  ['readout@feature/x@y', null, 'readout', 'feature/x@y'],
  ['local/workflows/readout', 'local', 'readout', null],
  ['github.com/a/b/workflows/readout@master', 'github.com/a/b', 'readout', 'master'],
  ['github.com/a/workflows/workflows/readout', 'github.com/a/workflows', 'readout', null],
  ['a/workflows/readout@b/workflows/c', 'a', 'readout', 'b/workflows/c'],
  ['github.com/a/b/readout@master', 'github.com/a/b', 'readout', 'master'],
  ['a/b', 'a', 'b', null],
])('%s', (text, repo, template, revision) => {
  expect(parseReference(text)).toEqual({ repo, template, revision })
})

it.each(['', '@master', 'a/', 'a/workflows/', '/readout', 'readout@'])('%j is none', (text) => {
  expect(parseReference(text)).toBeNull()
})

it('is read as it was written', () => {
  const segment = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}[a-z]$/).filter((text) => !text.endsWith('.yaml'))
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  fc.assert(
    fc.property(path, segment, path, (repo, template, revision) => {
      expect(parseReference(formatReference(repo, template, revision))).toEqual({ repo, template, revision })
    }),
  )
})
