/** The code of docs/guides/decode.md reads what was written, to the last digit. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/index.js'
import {
  blocks,
  hasToPrint,
  linesWithout,
  NANOS,
  numbersIn,
  page,
  Workplace,
  writeSome,
} from '../helpers/decode-guide.js'
import { describeWithCommands } from '../helpers/services.js'
import { PQ_VERSION } from '../services/pq-binary.js'

const TIMEOUT_MS = 120_000
const commandLine = join(import.meta.dirname, '../../bin/aliecs-kafka.ts')
const READERS = ['protobufjs', './generated/protos/events_pb.js']

it('has code in two languages, and names the pq that is tested', () => {
  const languages = [...page.matchAll(/^```(\w+)$/gm)].map(([, language]) => language)
  expect(new Set(languages)).toEqual(new Set(['sh', 'js']))
  expect(blocks('js')).toHaveLength(READERS.length)
  expect(page).toContain(`cargo install pq --version ${PQ_VERSION} --locked`)
})

describeWithCommands(['make', 'mvn', 'kcat'], 'on the broker inside the process', () => {
  const workplace = new Workplace()
  let broker: EmbeddedBroker

  beforeAll(async () => {
    const program = `node --import ${import.meta.resolve('tsx')} ${commandLine}`
    workplace.program('aliecs-kafka', `exec ${program} "$@"`)
    broker = await startEmbeddedBroker()
    await writeSome(broker.endpoint)
  }, TIMEOUT_MS)
  afterAll(async () => {
    await broker?.stop()
    workplace.remove()
  })

  it.each(linesWithout)(
    '%s',
    async (line) => {
      const printed = await workplace.run(line.replace('host:9092', broker.endpoint))
      if (line === 'make fdset') expect(printed).toContain('fdset/events.fdset')
      else if (line.includes('--python_out'))
        expect(existsSync(workplace.path('python/protos/events_pb2.py'))).toBe(true)
      else if (line.includes('consume') && !line.includes('--json'))
        expect(printed.map((text) => text.includes('2rE9AV3m1HL'))).toEqual(NANOS.map(() => true))
      else expect(numbersIn(printed)).toEqual(hasToPrint(line))
    },
    TIMEOUT_MS,
  )

  it.each(READERS)(
    "import … from '%s'",
    async (library) => {
      const code = blocks('js').find((block) => block.includes(`from '${library}'`)) ?? ''
      writeFileSync(workplace.path('reader.mjs'), code.replace('host:9092', broker.endpoint))
      expect(numbersIn(await workplace.run('exec node reader.mjs', NANOS.length))).toEqual(NANOS)
    },
    TIMEOUT_MS,
  )
})
