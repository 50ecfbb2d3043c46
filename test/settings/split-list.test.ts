import { expect, it } from 'vitest'
import { splitList } from '../../settings/split-list.js'

it.each([
  ['a,b c ,, d', ['a', 'b', 'c', 'd']],
  ['', []],
  ['https://host/one,https://host/two', ['https://host/one', 'https://host/two']],
  ['https://bot:s3,cretToken@host/repo', ['https://bot:s3,cretToken@host/repo']],
  ['https://bot:s3 c,ret@host/repo /srv/t', ['https://bot:s3 c,ret@host/repo', '/srv/t']],
  ['https://bot:1/x,y@host/repo', ['https://bot:1/x,y@host/repo']],
  ['https://a:b@one/r,https://c:d,e@two/r', ['https://a:b@one/r', 'https://c:d,e@two/r']],
  ['https://host/one,git@host:two', ['https://host/one', 'git@host:two']],
  ['https://host/one,/srv/t@v1,./a@b', ['https://host/one', '/srv/t@v1', './a@b']],
  ['https://host/one,folder,https://x@host/two', ['https://host/one', 'folder', 'https://x@host/two']],
])('%s', (text, items) => {
  expect(splitList(text)).toEqual(items)
})
