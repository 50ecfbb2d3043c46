import { describe, expect, it } from 'vitest'
import type { GetWorkflowTemplatesRequest__Output } from '#generated/grpc/o2control/GetWorkflowTemplatesRequest.js'
import { controlStub } from '../../helpers/control-stub.js'
import { runCommand } from '../../helpers/run-command.js'

const readout = {
  repo: 'example.invalid/wf',
  template: 'readout-dataflow',
  revision: 'master',
  description: 'Readout on every chosen host',
  varSpecMap: {
    run_type: {
      defaultValue: 'PHYSICS',
      label: 'Run type',
      panel: 'General_Configuration',
      widget: 'comboBox',
      allowedValues: ['PHYSICS', 'COSMICS'],
      index: 1,
    },
    rate: { type: 'number', panel: 'General_Configuration', description: 'In kHz', index: 0 },
    detectors: { panel: 'Detectors' },
  } as const,
}
const plain = { repo: 'example.invalid/wf', template: 'plain', revision: 'v1' }

async function core(...templates: object[]) {
  const requests: GetWorkflowTemplatesRequest__Output[] = []
  const address = await controlStub({
    GetWorkflowTemplates: (request) => {
      requests.push(request)
      return { workflowTemplates: templates }
    },
  })
  return { address, requests }
}

const words = (lines: string[]): string[] => lines.map((line) => line.replaceAll(/ {2,}/g, '  '))

describe('templates', () => {
  it('lists them', async () => {
    const { address, requests } = await core(readout, plain)
    const { exitCode, stdout, stderr } = await runCommand(['templates', '--core', address])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
    expect(words(stdout)).toEqual([
      'NAME  REVISION  REPOSITORY  VARIABLES  DESCRIPTION',
      'readout-dataflow  master  example.invalid/wf  3  Readout on every chosen host',
      'plain  v1  example.invalid/wf  0',
    ])
    expect(requests).toEqual([
      { repoPattern: '*', revisionPattern: '', allBranches: false, allTags: false, allWorkflows: false },
    ])
  })

  it('--vars: with what a user can set, in the order of the panels', async () => {
    const { address } = await core(readout, plain)
    const { stdout } = await runCommand(['templates', '--vars', '--core', address])
    expect(words(stdout)).toEqual([
      'readout-dataflow  example.invalid/wf master',
      'Readout on every chosen host',
      'VARIABLE  TYPE  DEFAULT  PANEL  ABOUT',
      'detectors  string  Detectors',
      'rate  number  General_Configuration  In kHz',
      'run_type  string  PHYSICS  General_Configuration  Run type; one of PHYSICS, COSMICS',
      '',
      'plain  example.invalid/wf v1',
      'no public variables',
    ])
  })

  it('asks for what the options say', async () => {
    const { address, requests } = await core()
    const options = ['--repo', '*/wf', '--revision', 'v*', '--all-revisions', '--all']
    expect(await runCommand(['templates', ...options, '--core', address])).toEqual({
      exitCode: 0,
      stdout: [],
      stderr: [`no such workflow templates at ${address}`],
    })
    expect(requests).toEqual([
      { repoPattern: '*/wf', revisionPattern: 'v*', allBranches: true, allTags: true, allWorkflows: true },
    ])
  })

  it('--json: the answer', async () => {
    const { address } = await core(readout)
    const { stdout } = await runCommand(['templates', '--json', '--core', address])
    expect(stdout).toHaveLength(1)
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      workflowTemplates: [{ template: 'readout-dataflow', varSpecMap: { run_type: { widget: 'comboBox' } } }],
    })
  })
})
