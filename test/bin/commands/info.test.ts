import { expect, it } from 'vitest'
import { recordedControl } from '../../helpers/control-stub.js'
import { runCommand } from '../../helpers/run-command.js'

const words = (lines: string[]): string[] => lines.map((line) => line.replaceAll(/ {2,}/g, '  '))

it('info shows the original core and its plugins', async () => {
  const core = await recordedControl('running')
  const { exitCode, stdout, stderr } = await runCommand(['info', '--core', core])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
  expect(words(stdout)).toEqual([
    'Instance  golden',
    `Core  AliECS 0.0.0 at ${core}`,
    'State  CONNECTED',
    'Environments  1',
    'Tasks  2',
    'Hosts  2',
    'Detectors  FDD ITS MFT TPC',
    '  in use  ITS TPC',
    '  available  FDD MFT',
    'Configuration  consul://127.0.0.1:28500',
    'Framework id  de4a506aa4410a2e034a47ca60ca4312-0000',
    '',
    'PLUGIN  STATE  ENDPOINT  FIGURES',
    ...['bookkeeping', 'ccdb', 'dcs', 'ddsched'].map((name) => `${name}  not loaded`),
    'kafka  READY  localhost:29092',
    ...['lhc', 'odc', 'testplugin', 'trg'].map((name) => `${name}  not loaded`),
  ])
})

it.each([
  ['{"queued":3,"delivered":12,"lastError":null}', 'queued 3, delivered 12'],
  ['{"topics":["a","b"]}', 'topics ["a","b"]'],
  ['all is well', 'all is well'],
  ['[1]', '[1]'],
])('what a plugin says of itself, %s, is shown as %s', async (data, shown) => {
  const kafka = { name: 'Kafka', enabled: true, connectionState: 'TRANSIENT_FAILURE', data }
  const core = await recordedControl('none', { GetIntegratedServices: () => ({ services: { kafka } }) })
  const { stdout } = await runCommand(['info', '--core', core])
  expect(words(stdout).at(-1)).toBe(`kafka  TRANSIENT_FAILURE  ${shown}`)
})

it('--json: both answers in one document', async () => {
  const { stdout } = await runCommand(['info', '--json', '--core', await recordedControl('running')])
  expect(stdout).toHaveLength(1)
  expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
    framework: { instanceName: 'golden', activeDetectors: ['ITS', 'TPC'] },
    services: { kafka: { connectionState: 'READY' }, dcs: { name: '' } },
  })
})
