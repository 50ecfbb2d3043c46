import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Complaints } from '../../bin/complaints.js'
import { AliecsError } from '../../errors.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const AWAY = 'no broker of kafka:9092 can be reached: kafka:9092 refuses connections; waiting for one'
const BACK = 'a broker of kafka:9092 can be reached again'

function complaintsOfKafka() {
  const said: string[] = []
  const complaints = new Complaints('kafka:9092', (message) => said.push(message))
  const down = (): void => {
    for (let times = 0; times < 3; times++) {
      complaints.error(new AliecsError('KFK_BROKER_DOWN', 'kafka:9092 refuses connections'))
    }
    complaints.error(new AliecsError('KFK_TIMEOUT', 'timed out'))
  }
  return { said, complaints, down }
}

describe('Complaints', () => {
  it('says once that the brokers are away, and once that they are back', () => {
    const { said, complaints, down } = complaintsOfKafka()
    down()
    expect(said).toEqual([])
    vi.advanceTimersByTime(2000)
    down()
    complaints.answer(false)
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([AWAY])
    complaints.answer(true)
    complaints.answer(true)
    expect(said).toEqual([AWAY, BACK])
    complaints.answer(false)
    expect(said).toEqual([AWAY, BACK, 'no broker of kafka:9092 can be reached; waiting for one'])
  })

  it('says nothing of a connection that is there again at once', () => {
    const { said, complaints, down } = complaintsOfKafka()
    down()
    vi.advanceTimersByTime(1000)
    complaints.answer(true)
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([])
  })

  it('says anything else once, until it is over', () => {
    const { said, complaints } = complaintsOfKafka()
    const other = new AliecsError('KFK_CLIENT', 'something else')
    complaints.error(other)
    complaints.error(other)
    expect(said).toEqual(['something else'])
    complaints.recovered()
    complaints.error(other)
    expect(said).toHaveLength(2)
  })

  it('names a partition that cannot be read once, and once more when it is back', () => {
    const { said, complaints } = complaintsOfKafka()
    const part = (partition: number, reason = 'no leader') => ({ topic: 't', partition, reason })
    complaints.unreadable([part(0), part(2), part(1, 'refused')])
    complaints.unreadable([part(0, 'another reason')])
    expect(said).toEqual(['topic t, partitions 0, 2: no leader', 'topic t, partition 1: refused'])
    complaints.recovered({ topic: 't', partition: 1 })
    complaints.readable([part(0), part(1), part(2)])
    expect(said.slice(2)).toEqual([
      'topic t, partition 1: readable again',
      'topic t, partitions 0, 2: readable again',
    ])
  })
})
