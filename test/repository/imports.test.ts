/** The rules of .dependency-cruiser.cjs, each broken once in a small tree of the same shape as ours. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const FOLDERS = [
  'plugin',
  'broker',
  'core',
  'events',
  'integrated-services',
  'settings',
  'records',
  'metrics',
  'template-repositories',
  'control-api',
  'page-api',
  'attach',
  'page',
  'bin',
  'test',
  'bench',
]

/** A module and what it imports → the rule that forbids it, or null where it is right. */
const CASES: [module: string, specifier: string, rule: string | null][] = [
  ['broker/native.ts', 'node-rdkafka', null],
  ['test/helpers/client.ts', 'node-rdkafka', null],
  ['broker/publisher.ts', 'node-rdkafka', 'node-rdkafka-in-one-file'],
  ['core/producer.ts', 'node-rdkafka', 'node-rdkafka-in-one-file'],
  ['plugin/messages.ts', '#generated/kafka_pb.js', null],
  ['plugin/env-info.ts', '../errors.js', null],
  ['plugin/wrong-core.ts', '../core/leaf.js', 'plugin-knows-only'],
  ['plugin/wrong-broker.ts', '../broker/leaf.js', 'plugin-knows-only'],
  ['plugin/wrong-settings.ts', '../settings/leaf.js', 'plugin-knows-only'],
  ['plugin/wrong-package.ts', 'zod', 'plugin-needs-little'],
  ['broker/right.ts', '../plugin/host.js', null],
  ['broker/wrong-plugin.ts', '../plugin/leaf.js', 'broker-knows-only'],
  ['broker/wrong-core.ts', '../core/leaf.js', 'broker-knows-only'],
  ['broker/wrong-generated.ts', '#generated/kafka_pb.js', 'broker-knows-only'],
  ['records/right.ts', '#generated/kafka_pb.js', null],
  ['records/wrong-broker.ts', '../broker/leaf.js', 'records-knows-only'],
  ['settings/right.ts', '../plugin/host.js', null],
  ['settings/wrong-core.ts', '../core/leaf.js', 'settings-knows-only'],
  ['core/right.ts', '../settings/leaf.js', null],
  ['core/wrong-plugin.ts', '../plugin/leaf.js', 'core-knows-only'],
  ['core/wrong-broker.ts', '../broker/leaf.js', 'core-knows-only'],
  ['events/right.ts', '#generated/kafka_pb.js', null],
  ['events/wrong-core.ts', '../core/leaf.js', 'events-knows-only'],
  ['events/wrong-code.ts', '../core/observer.js', 'events-only-hear-of-the-core'],
  ['events/wrong-broker.ts', '../broker/leaf.js', 'events-knows-only'],
  ['integrated-services/right.ts', '../plugin/host.js', null],
  ['integrated-services/wrong-core.ts', '../core/leaf.js', 'integrated-services-knows-only'],
  ['integrated-services/wrong-events.ts', '../events/leaf.js', 'integrated-services-knows-only'],
  ['core/wrong-events.ts', '../events/leaf.js', 'core-knows-only'],
  ['metrics/right.ts', '../events/leaf.js', null],
  ['metrics/wrong-core.ts', '../core/leaf.js', 'metrics-knows-only'],
  ['template-repositories/right.ts', '../core/leaf.js', null],
  ['template-repositories/wrong-broker.ts', '../broker/leaf.js', 'template-repositories-knows-only'],
  ['control-api/right.ts', '../template-repositories/leaf.js', null],
  ['control-api/wrong-broker.ts', '../broker/leaf.js', 'control-api-knows-only'],
  ['page-api/right.ts', '../records/leaf.js', null],
  ['page-api/wrong-control-api.ts', '../control-api/leaf.js', 'page-api-knows-only'],
  ['page/wrong-api.ts', '../page-api/leaf.js', 'page-knows-only'],
  ['page/wrong-code.ts', '../page-api/schemas.js', 'page-knows-types-only'],
  ['attach/right.ts', '../plugin/leaf.js', null],
  ['attach/wrong-core.ts', '../core/leaf.js', 'attach-knows-only'],
  ['bin/right.ts', '../core/leaf.js', null],
  ['index.ts', './bin/leaf.js', 'nothing-imports-bin'],
  ['go-duration.ts', './plugin/leaf.js', 'foundation-knows-nothing'],
  ['bin/wrong-test.ts', '../test/leaf.js', 'product-without-tests'],
  ['bin/wrong-bench.ts', '../bench/leaf.js', 'product-without-tests'],
  ['bin/wrong-dev-package.ts', 'kafkajs', 'product-without-dev-packages'],
  ['bench/right.ts', 'kafkajs', null],
  ['core/circle-a.ts', './circle-b.js', 'no-circles'],
  ['bin/wrong-name.ts', './no-such-module.js', 'resolvable'],
]

interface Violation {
  from: string
  rule: { name: string }
}

let tree: string
let violations: Violation[]

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'aliecs-kafka-imports-'))
  await copyFile(join(root, 'tsconfig.json'), join(tree, 'tsconfig.json'))
  await write('package.json', {
    imports: { '#generated/*': './generated/*' },
    dependencies: { 'node-rdkafka': '*', zod: '*' },
    devDependencies: { kafkajs: '*' },
  })
  for (const name of ['node-rdkafka', 'zod', 'kafkajs']) {
    await write(`node_modules/${name}/package.json`, { name, main: 'index.js' })
    await write(`node_modules/${name}/index.js`, 'module.exports = 1')
  }
  await write('generated/kafka_pb.js', 'module.exports = 1')
  for (const leaf of [
    ...FOLDERS.map((folder) => `${folder}/leaf.ts`),
    'plugin/host.ts',
    'core/observer.ts',
    'page-api/schemas.ts',
    'errors.ts',
  ]) {
    await write(leaf, 'export default 1')
  }
  await write('core/circle-b.ts', "export { default } from './circle-a.js'")
  for (const [module, specifier] of CASES) await write(module, `export { default } from '${specifier}'`)

  const depcruise = join(root, 'node_modules/.bin/depcruise')
  const config = join(root, '.dependency-cruiser.cjs')
  const args = ['--config', config, '--output-type', 'json', ...FOLDERS, 'index.ts', 'go-duration.ts']
  const { stdout } = await execa(depcruise, args, { cwd: tree, reject: false, timeout: 120_000 })
  violations = JSON.parse(stdout).summary.violations
})

afterAll(() => rm(tree, { recursive: true, force: true }))

test.each(CASES)('%s importing %s: %s', (module, _specifier, rule) => {
  const broken = violations.filter((violation) => violation.from === module)
  expect(broken.map((violation) => violation.rule.name)).toEqual(rule === null ? [] : [rule])
})

test('no rule is left that nothing above breaks', async () => {
  const { default: config } = await import(join(root, '.dependency-cruiser.cjs'))
  const names = config.forbidden.map((rule: { name: string }) => rule.name)
  expect(new Set(CASES.flatMap(([, , rule]) => rule ?? []))).toEqual(new Set(names))
})

async function write(file: string, content: string | object): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true })
  await writeFile(join(tree, file), typeof content === 'string' ? `${content}\n` : JSON.stringify(content))
}
