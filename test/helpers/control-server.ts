import { ServerCredentials } from '@grpc/grpc-js'
import { type ControlClient, connectControl } from '../../control-api/client.js'
import { controlService } from '../../control-api/control/service.js'
import { type GrpcServer, startGrpcServer } from '../../control-api/server.js'
import { TemplateRepositories } from '../../template-repositories/index.js'
import { type CoreHarness, type CoreHarnessOptions, createCoreHarness } from './core-harness.js'
import { temporaryFolder } from './temporary.js'

/** The templates of the recordings. */
const TEMPLATES = new URL('../golden/core/templates', import.meta.url).pathname

export interface ControlServerOptions extends CoreHarnessOptions {
  /** Folders of workflow templates. */
  repositories?: string[]
}

export interface ControlServer extends CoreHarness {
  server: GrpcServer
  client: ControlClient
  close(): Promise<void>
}

/** The core of `createCoreHarness` behind a real server, and a client. */
export async function startControlServer(options: ControlServerOptions = {}): Promise<ControlServer> {
  const core = await createCoreHarness(options)
  const { logger } = core
  const templates = await TemplateRepositories.open({
    entries: options.repositories ?? [TEMPLATES],
    workingDir: temporaryFolder(),
    readVars: async () => (options.runtime instanceof Error ? {} : (options.runtime?.vars ?? {})),
    logger,
  })
  const service = controlService({
    manager: core.manager,
    plugins: core.plugins,
    templates,
    listDetectors: async () => ['FDD', 'ITS', 'MFT', 'TPC'],
    identity: {
      frameworkId: 'framework',
      instanceName: 'golden',
      version: '1.2.3',
      configurationEndpoint: 'file:///settings.yaml',
    },
    ...(options.clock !== undefined && { clock: options.clock }),
  })
  const server = await startGrpcServer({
    services: [service],
    host: '127.0.0.1',
    port: 0,
    credentials: ServerCredentials.createInsecure(),
    logger,
  })
  const client = connectControl(server.address)
  return {
    ...core,
    server,
    client,
    close: async () => {
      client.close()
      await server.close(0)
      await core.manager.shutdown(10_000)
    },
  }
}
