import { join } from 'node:path'
import { execaNode } from 'execa'
import { expect, test } from 'vitest'
import type { Report } from '../../bench/report.js'
import { describeWithKafka } from '../helpers/services.js'

const root = join(import.meta.dirname, '..', '..')

const LATENCY = ['the plugin', 'the publisher', 'node-rdkafka', 'kafkajs', '@platformatic/kafka']

/** Per section, its rows and the number of its figures each. */
const EXPECTED = [
  { rows: LATENCY, columns: 2 },
  { rows: LATENCY, columns: 2 },
  { rows: ['the publisher', 'node-rdkafka', 'rdkafka_performance'], columns: 1 },
  {
    rows: [
      'EventWriter.write',
      'the publisher',
      'node-rdkafka',
      'kafkajs',
      '@platformatic/kafka',
      'rdkafka_performance',
    ],
    columns: 1,
  },
  { rows: ['write, up to', 'the event built', 'write, 2 ms apart'], columns: 2 },
  { rows: ['up to 4,000', 'up to 20,000'], columns: 2 },
  { rows: ['1 running', '10 running', '100 running', '1,000 running'], columns: 5 },
  { rows: ['Node alone', 'node-rdkafka', 'the plugin'], columns: 2 },
  { rows: ['the event itself', 'at-least-once', 'exactly-once'], columns: 2 },
  { rows: ['at-least-once', 'exactly-once'], columns: 1 },
  { rows: ['at-least-once', 'exactly-once'], columns: 4 },
  {
    rows: ['a template name of 1 MB', 'detectors of 3.5 MB', 'run_number', '1,000 invented', 'stray bodies'],
    columns: 3,
  },
]

describeWithKafka('the benchmark', (brokers) => {
  // What the figures are is nobody's business here: this machine does other things too.
  test('measures everything that it promises', { timeout: 480_000 }, async () => {
    const { stdout } = await execaNode('bench/main.ts', ['--quick', '--json'], {
      cwd: root,
      nodeOptions: ['--import', 'tsx'],
      env: { KAFKA_BROKERS: brokers() },
      timeout: 460_000,
    })
    const { machine, sections } = JSON.parse(stdout) as Report
    expect(Object.keys(machine)).toContain('cores')
    for (const [index, { rows, columns }] of EXPECTED.entries()) {
      const section = sections[index]
      expect(section?.columns).toHaveLength(columns)
      for (const name of rows) {
        const row = section?.rows.find((candidate) => candidate.name.startsWith(name))
        expect(row, `${section?.title}: ${name}`).toBeDefined()
        if (row?.name.includes('not built')) continue
        expect(row?.figures.map((figure) => Number.isFinite(figure?.median))).toEqual(
          Array(columns).fill(true),
        )
      }
    }
  })
})
