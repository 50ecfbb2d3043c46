import { apricotService } from '../control-api/apricot/service.js'
import { controlService } from '../control-api/control/service.js'
import { serverCredentials } from '../control-api/credentials.js'
import { type GrpcServer, startGrpcServer } from '../control-api/server.js'
import type { GrpcService } from '../control-api/service.js'
import type { Logger } from '../plugin/host.js'
import { type LoadedSettings, readDetectors } from '../settings/index.js'
import { type Core, type CoreEnd, startCore } from './core.js'
import { CorePage, type RunningPage } from './core-page.js'
import { checkPorts } from './free-ports.js'
import { packageVersion } from './package.js'
import { requestUser } from './request-user.js'
import { openTemplates } from './templates.js'

export interface DaemonOptions {
  loaded: LoadedSettings
  logger: Logger
  /** Ends the waiting for remote repositories at the start; the rest of it is quick. */
  signal?: AbortSignal
}

export interface Daemon {
  core: Core
  /** `host:port` of the two gRPC services. */
  control: string
  apricot: string
  page: Pick<RunningPage, 'url' | 'token'>
  /**
   * No new requests; then STOP, RESET and teardown of every environment, and what is still to be written; then whoever
   * still listens is let go. May be called again.
   */
  close(): Promise<CoreEnd>
}

/**
 * A core that waits for clients: gRPC on two ports, and the page.
 *
 * @throws AliecsError LISTEN, GRPC_CREDENTIALS, and whatever `startCore` throws
 */
export async function startDaemon({ loaded, logger, signal }: DaemonOptions): Promise<Daemon> {
  const { settings, tree } = loaded
  const credentials = serverCredentials(settings)
  await checkPorts(loaded)
  const corePage = new CorePage(logger)
  const templates = await openTemplates(loaded, logger, signal)
  const core = await startCore({ loaded, logger, ...corePage.coreOptions })
  const { manager, plugins, identity, runNumbers } = core
  const servers: GrpcServer[] = []
  let page: RunningPage | undefined
  let end: Promise<CoreEnd> | undefined
  const close = async (): Promise<CoreEnd> => {
    page?.drain()
    const closing = servers.map((server) => server.close(settings.shutdownTimeoutMs))
    const coreEnd = await core.close()
    await Promise.all([...closing, page?.close()])
    return coreEnd
  }
  const serve = async (port: number, service: GrpcService): Promise<string> => {
    const host = settings.grpcBindAddress
    const server = await startGrpcServer({ services: [service], host, port, credentials, logger })
    servers.push(server)
    return server.address
  }
  try {
    const control = await serve(
      settings.controlPort,
      controlService({
        manager,
        plugins,
        templates,
        listDetectors: async () => [...(await readDetectors(tree)).keys()],
        identity: {
          frameworkId: identity.frameworkId,
          instanceName: settings.instanceName,
          version: packageVersion(),
          configurationEndpoint: tree.uri,
        },
      }),
    )
    const apricot = await serve(settings.apricotPort, apricotService({ tree, runNumbers, identity, logger }))
    const addresses = { control, apricot }
    page = await corePage.start({ core, templates, requestUser: requestUser(), addresses })
    return {
      core,
      ...addresses,
      page,
      close: () => {
        end ??= close()
        return end
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
