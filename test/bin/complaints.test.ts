import { expect, it } from 'vitest'
import { Complaints } from '../../bin/complaints.js'
import { AliecsError } from '../../errors.js'

it('says each thing once, until it is over', () => {
  const said: string[] = []
  const complaints = new Complaints('kafka:9092', (message) => said.push(message))
  const down = (): void => {
    for (const text of ['all brokers down', 'transport failure', 'all brokers down']) {
      complaints.error(new AliecsError('KFK_BROKER_DOWN', text))
    }
  }
  down()
  complaints.error(new AliecsError('KFK_CLIENT', 'something else'))
  expect(said).toEqual(['no broker of kafka:9092 can be reached; waiting for one', 'something else'])
  complaints.recovered()
  down()
  expect(said).toHaveLength(3)
})
