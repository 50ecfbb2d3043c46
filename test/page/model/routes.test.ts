import { expect, test } from 'vitest'
import { parseRoute, routeTo, VIEWS } from '../../../page/model/routes.js'

test.each(VIEWS)('%s: there and back', (view) => {
  expect(parseRoute(routeTo(view))).toEqual({ view, id: null })
  expect(parseRoute(routeTo(view, 'a/b ü'))).toEqual({ view, id: 'a/b ü' })
})

test.each(['', '#', '#/', '#/nothing', '#/nothing/2rE9'])('%j leads to the environments', (hash) => {
  expect(parseRoute(hash)).toEqual({ view: 'environments', id: null })
})

test('an address that was broken by hand does not break the page', () => {
  expect(parseRoute('#/control/%E0%A4%A')).toEqual({ view: 'control', id: '%E0%A4%A' })
})
