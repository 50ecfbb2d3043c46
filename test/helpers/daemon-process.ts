import { startCli } from './cli.js'
import { temporaryFolder } from './temporary.js'
import { until } from './until.js'

/**
 * `core` as a process of its own, on free ports and with tasks that take a millisecond; it ends with the test.
 *
 * @param config where its settings are: `file://…`, `consul://…`
 */
export function startDaemonProcess(config: string, ...args: string[]) {
  const ports = ['--control-port', '0', '--apricot-port', '0', '--page-port', '0']
  const settings = ['-c', config, '--core-working-dir', temporaryFolder()]
  const delay = args.includes('--task-transition-delay-ms') ? [] : ['--task-transition-delay-ms', '1']
  const child = startCli(['core', ...settings, ...ports, ...delay, ...args])
  let log = ''
  child.stderr.on('data', (data: Buffer) => {
    log += data.toString()
  })
  const addressOf = (name: 'control' | 'configuration' | 'page'): string =>
    new RegExp(`${name}.*?: (\\S+)`).exec(log)?.[1] ?? ''
  const ready = () =>
    until(
      () => {
        if (child.exitCode !== null) throw new Error(`the daemon is gone: ${log}`)
        return addressOf('page') !== ''
      },
      () => log,
    )
  return { child, ready, addressOf, log: () => log }
}
