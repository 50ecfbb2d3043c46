import { ServerCredentials } from '@grpc/grpc-js'
import { describe, onTestFinished } from 'vitest'
import { Document } from 'yaml'
import { apricotService } from '../../control-api/apricot/service.js'
import { startGrpcServer } from '../../control-api/server.js'
import { ConsulTree } from '../../settings/consul-tree.js'
import type { RunNumberSource, WritableTree } from '../../settings/index.js'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import { FileRunNumbers } from '../../settings/run-number-file.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { type ApricotClient, connectApricot } from './apricot-client.js'
import { consulKeys } from './consul-keys.js'
import { MemoryLogger } from './memory-logger.js'
import { describeWithConsul, randomName } from './services.js'
import { temporaryFile, temporaryFolder } from './temporary.js'

/** As that of the recordings, with a host without detector, the trigger system, and a detector without hosts. */
const KEYS: Readonly<Record<string, string>> = {
  'o2/hardware/detectors/ITS/flps/flp-its-1/cards': '{}',
  'o2/hardware/detectors/ITS/flps/flp-its-2/cards': '{}',
  'o2/hardware/detectors/TPC/flps/flp-tpc-1/cards': '{}',
  'o2/hardware/detectors/FDD/flps/flp-fdd-1/cards': '{}',
  'o2/hardware/detectors/MFT/flps/flp-mft-1/cards': '{}',
  'o2/hardware/detectors/TRG/flps/flp-trg-1/cards': '{}',
  'o2/hardware/detectors/ZDC/info': 'nothing yet',
  'o2/hardware/flps/flp-spare/cards': '{}',
  'o2/runtime/aliecs/vars/kafka_enabled': 'true',
  'o2/runtime/aliecs/defaults/run_type': 'COSMICS',
  'o2/runtime/COG/mapping': '{"a":1}',
  'o2/runtime/COG/deeper/one': '1',
  'o2/runtime/COG-v1/neighbour': 'x',
}
const identity = { frameworkId: 'framework-1', hostname: 'core.example' }

/** What holds the configuration. */
export interface Backend {
  tree: WritableTree
  runNumbers: RunNumberSource
}

/** To a server that ends with the test. */
export async function connected(
  { tree, runNumbers }: Backend,
  logger = new MemoryLogger(),
): Promise<ApricotClient> {
  const services = [apricotService({ tree, runNumbers, identity, logger })]
  const credentials = ServerCredentials.createInsecure()
  const server = await startGrpcServer({ services, host: '127.0.0.1', port: 0, credentials, logger })
  const client = connectApricot(server.address)
  onTestFinished(async () => {
    client.close()
    await server.close(0)
  })
  return client
}

/**
 * The same tests with the configuration in a file and in Consul.
 *
 * @param tests with `open` called in each test, and `consulUri` in tests: empty for the file
 */
export function describeBackends(
  tests: (open: () => Backend | Promise<Backend>, consulUri: () => string) => void,
): void {
  describe('with a settings file', () => tests(fileBackend, () => ''))

  describeWithConsul('with Consul', (address) => {
    tests(
      () => consulBackend(address()),
      () => `consul://${address()}`,
    )
  })
}

export function fileBackend(): Backend {
  const document = new Document({})
  for (const [key, value] of Object.entries(KEYS)) document.setIn(key.split('/'), value)
  return {
    tree: new YamlTree(temporaryFile('settings.yaml', String(document))),
    runNumbers: new FileRunNumbers(temporaryFolder()),
  }
}

/** A part of the shared Consul that no other test looks at. */
export async function consulBackend(address: string): Promise<Backend & { prefix: string }> {
  const prefix = randomName('test-apricot')
  const write = consulKeys(address)
  await Promise.all(Object.entries(KEYS).map(([key, value]) => write(`${prefix}/${key}`, value)))
  const [host = '', port] = address.split(':')
  const consul = new ConsulTree({ host, port: Number(port) })
  const tree: WritableTree = {
    uri: consul.uri,
    describe: (key) => consul.describe(key),
    get: (key) => consul.get(`${prefix}/${key}`),
    list: (folder) => consul.list(`${prefix}/${folder}`),
    set: (key, value) => write(`${prefix}/${key}`, '').then(() => consul.set(`${prefix}/${key}`, value)),
  }
  const key = `${prefix}/o2/runtime/run_number`
  await write(key, '0')
  return { prefix, tree, runNumbers: new ConsulRunNumbers(consul, { key }) }
}
