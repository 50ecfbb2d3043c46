import { expect, it } from 'vitest'
import { AttachTopics } from '../../attach/attach-topics.js'
import { Share, sharesOf, statePartitions } from '../../attach/share.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import { caught } from '../helpers/caught.js'

const allOf = (partitions: number): Share[] =>
  Array.from({ length: partitions }, (_, partition) => new Share(partition, partitions))

const topics = new AttachTopics({ sourcePrefix: 's.', prefix: 'p.' })
const there = (environment: number, run: number) => [
  { name: 's.aliecs.environment', partitions: [...Array(environment).keys()], leaderless: [] },
  { name: 's.aliecs.run', partitions: [...Array(run).keys()], leaderless: [] },
  { name: 's.aliecs.core', partitions: [0], leaderless: [] },
  { name: 'aliecs.environment', partitions: [0], leaderless: [] },
]

it('alone does everything', () => {
  const [all] = allOf(statePartitions(1))
  expect(all?.name).toBe('all')
  expect(LEGACY_TOPICS.every((topic) => all?.writes(topic))).toBe(true)
  expect(topics.choose(all as Share, there(3, 1))).toHaveLength(5)
})

it.each([2, 3, 7])('%i shares: each topic is written by one, each environment by one', (count) => {
  const shares = allOf(statePartitions(count))
  expect(shares.map(({ name }) => name)).toEqual([
    'lists',
    ...Array.from({ length: count }, (_, i) => `${i + 1}`),
  ])
  const [lists, ...others] = shares
  for (const topic of LEGACY_TOPICS) {
    const isList = topic === 'aliecs.env_list.RUNNING'
    expect(lists?.writes(topic)).toBe(isList)
    expect(others.every((share) => share.writes(topic) === !isList)).toBe(true)
  }
  for (let partition = 0; partition < 12; partition++) {
    expect(lists?.follows(partition)).toBe(true)
    expect(others.filter((share) => share.follows(partition))).toHaveLength(1)
  }
})

it('follow the same partitions of both topics, and the core', () => {
  expect(topics.choose(new Share(2, 3), there(4, 4))).toEqual([
    { topic: 's.aliecs.environment', partition: 1 },
    { topic: 's.aliecs.environment', partition: 3 },
    { topic: 's.aliecs.run', partition: 1 },
    { topic: 's.aliecs.run', partition: 3 },
    { topic: 's.aliecs.core', partition: 0 },
  ])
})

it('refuse topics that do not have an environment in the same partition', () => {
  expect(caught(() => topics.choose(new Share(1, 3), there(4, 3)))).toMatchObject({
    code: 'ATTACH_SHARES',
    message: expect.stringContaining('s.aliecs.environment has 4, s.aliecs.run has 3'),
  })
})

it('remember, and have their offsets, each in a place of its own', () => {
  expect(allOf(3).map((share) => topics.shareGroup(share))).toEqual([
    'p.aliecs-attach.lists',
    'p.aliecs-attach.1',
    'p.aliecs-attach.2',
  ])
  expect(topics.shareGroup(new Share(0, 1))).toBe('p.aliecs-attach')
  expect([1, 2, 3, 65].map(sharesOf)).toEqual([1, 1, 2, 64])
})
