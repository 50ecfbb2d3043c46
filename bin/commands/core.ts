import { Command } from 'commander'
import { AliecsError } from '../../errors.js'
import type { Logger } from '../../plugin/host.js'
import type { LoadedSettings } from '../../settings/index.js'
import type { CommandContext, RunCommand } from '../context.js'
import { type CoreSettingsOptions, withCoreSettings, withLoadedSettings } from '../core-settings.js'
import { type Daemon, startDaemon } from '../daemon.js'
import { EXIT_FAILED } from '../failure.js'
import { aborted } from '../interruption.js'
import { createLogger } from '../log.js'

export function coreCommand(choose: (run: RunCommand) => void): Command {
  const command = new Command('core')
  return withCoreSettings(command).action((options: CoreSettingsOptions) =>
    choose((context) =>
      withLoadedSettings(options, context, (loaded) => runDaemon(loaded, options, context)),
    ),
  )
}

async function runDaemon(
  loaded: LoadedSettings,
  { logFormat }: CoreSettingsOptions,
  { err, interruption, logTo }: CommandContext,
): Promise<number> {
  const logger = createLogger({ err, level: loaded.settings.logLevel, format: logFormat })
  logTo?.(logger)
  const daemon = await startDaemon({ loaded, logger, signal: interruption.signal })
  tellAddresses(daemon, logger)
  // Whoever sets a high level must still be able to get in.
  tellToken(daemon, loaded, createLogger({ err, level: 'info', format: logFormat }))
  await aborted(interruption.signal)
  const left = daemon.core.manager.environments.length
  logger.info(
    { environments: left },
    `shutting down: ${left === 0 ? 'no environment is left' : `${left} environment${left === 1 ? '' : 's'} to stop, reset and destroy`} (once more: exit at once)`,
  )
  const { environments, errors } = await daemon.close()
  for (const error of errors) {
    // Who could not deliver them has named the records.
    if (!(error instanceof AliecsError) || error.code !== 'KFK_UNDELIVERED') logger.error({}, error.message)
  }
  for (const environmentId of environments) {
    logger.error({ environmentId }, `environment ${environmentId} is not gone`)
  }
  if (environments.length > 0 || errors.length > 0) return EXIT_FAILED
  logger.info({}, 'all is done')
  return interruption.exitCode()
}

function tellAddresses({ core, control, apricot, page }: Daemon, logger: Logger): void {
  for (const { endpoint } of core.publishers) logger.info({ endpoint }, `Kafka: ${endpoint}`)
  logger.info({ address: control }, `control (gRPC o2control.Control): ${control}`)
  logger.info({ address: apricot }, `configuration (gRPC apricot.Apricot): ${apricot}`)
  logger.info({ address: page.url }, `page: ${page.url}`)
}

function tellToken({ page }: Daemon, { settings }: LoadedSettings, logger: Logger): void {
  if (page.token === null || settings.pageToken !== '') return
  const text = `the page listens beyond loopback and pageToken is not set; for this start its token is ${page.token}: ${page.url}/#token=${page.token}`
  logger.warn({}, text)
}
