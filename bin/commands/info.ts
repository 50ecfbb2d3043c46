import { Command } from 'commander'
import type { Colors } from 'picocolors/types.js'
import type { GetFrameworkInfoReply__Output } from '#generated/grpc/o2control/GetFrameworkInfoReply.js'
import type { IntegratedServiceInfo__Output } from '#generated/grpc/o2control/IntegratedServiceInfo.js'
import type { ListIntegratedServicesReply__Output } from '#generated/grpc/o2control/ListIntegratedServicesReply.js'
import { printable } from '../../records/printable.js'
import { withCore } from '../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../client/core-options.js'
import { pairsText } from '../client/pairs-text.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_OK } from '../failure.js'
import { plainTable } from '../plain-table.js'

export function infoCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('info')).action((options: CoreOptions) =>
    choose((context) => runInfo(options, context)),
  )
}

function runInfo(options: CoreOptions, context: CommandContext): Promise<number> {
  const { out } = context
  return withCore(options, context, async ({ client, limits }) => {
    const [framework, integrated] = await Promise.all([
      client.call('GetFrameworkInfo', {}, limits),
      client.call('GetIntegratedServices', {}, limits),
    ])
    if (options.json === true) {
      out.print(JSON.stringify({ framework, services: integrated.services }))
    } else {
      out.print(frameworkText(framework, client.address, out.colors))
      out.print(`\n${servicesTable(integrated, out.colors)}`)
    }
    return EXIT_OK
  })
}

function frameworkText(info: GetFrameworkInfoReply__Output, address: string, colors: Colors): string {
  const { version } = info
  const release = version === null ? '' : version.versionStr
  const pairs: [name: string, value: string][] = [
    ['Instance', info.instanceName],
    ['Core', [version?.productName ?? '', release, `at ${address}`].filter((part) => part !== '').join(' ')],
    ['State', info.state],
    ['Environments', String(info.environmentsCount)],
    ['Tasks', String(info.tasksCount)],
    ['Hosts', String(info.hostsCount)],
    ['Detectors', info.detectorsInInstance.join(' ')],
    ['  in use', info.activeDetectors.join(' ')],
    ['  available', info.availableDetectors.join(' ')],
    ['Configuration', info.configurationEndpoint],
    ['Framework id', info.frameworkId],
  ]
  return pairsText(
    pairs.map(([name, value]) => [name, printable(value)]),
    colors,
  )
}

function servicesTable({ services }: ListIntegratedServicesReply__Output, colors: Colors): string {
  const rows = Object.keys(services)
    .sort()
    .map((name) => serviceRow(name, services[name], colors))
  return plainTable(['PLUGIN', 'STATE', 'ENDPOINT', 'FIGURES'], rows, colors.bold)
}

/** Of a plugin that is not loaded, nothing but the name is known. */
function serviceRow(
  name: string,
  service: IntegratedServiceInfo__Output | undefined,
  colors: Colors,
): string[] {
  if (service === undefined || service.name === '')
    return [colors.dim(printable(name)), colors.dim('not loaded'), '', '']
  const { connectionState: state, endpoint, enabled, data } = service
  const color = state === 'READY' ? colors.green : state === 'UNKNOWN' ? colors.dim : colors.yellow
  const connection = state === '' ? '' : color(printable(state))
  return [
    printable(name),
    enabled ? connection : colors.dim('disabled'),
    printable(endpoint),
    printable(figures(data)),
  ]
}

/** A JSON object as `name value` pairs; other texts as they are. */
function figures(data: string): string {
  try {
    const parsed: unknown = JSON.parse(data)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return data
    return Object.entries(parsed)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ')
  } catch {
    return data
  }
}
