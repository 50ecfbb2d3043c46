import { expect, test } from 'vitest'
import { CLIENT_EVENTS, clientEventsIn, findDestination, isClientEvent, STATES } from '../../core/fsm.js'

test.each([
  ['DEPLOY', 'STANDBY', 'DEPLOYED'],
  ['CONFIGURE', 'DEPLOYED', 'CONFIGURED'],
  ['RESET', 'CONFIGURED', 'DEPLOYED'],
  ['START_ACTIVITY', 'CONFIGURED', 'RUNNING'],
  ['STOP_ACTIVITY', 'RUNNING', 'CONFIGURED'],
] as const)('%s leads from %s to %s, and from nowhere else', (event, from, to) => {
  for (const state of STATES) expect(findDestination(event, state)).toBe(state === from ? to : undefined)
})

test('GO_ERROR is allowed wherever there is something to break', () => {
  const from = STATES.filter((state) => findDestination('GO_ERROR', state) === 'ERROR')
  expect(from).toEqual(['STANDBY', 'DEPLOYED', 'CONFIGURED', 'RUNNING'])
})

test('clients ask for everything but GO_ERROR and what nobody can reach', () => {
  expect([...CLIENT_EVENTS, 'GO_ERROR', 'EXIT', 'RECOVER', 'toString'].filter(isClientEvent)).toEqual(
    CLIENT_EVENTS,
  )
  expect(clientEventsIn('CONFIGURED')).toEqual(['RESET', 'START_ACTIVITY'])
  expect(clientEventsIn('ERROR')).toEqual([])
})
