import { describe, expect, it } from 'vitest'
import { timeText } from '../../../../bin/client/environment-text.js'
import { controlStub, recordedControl } from '../../../helpers/control-stub.js'
import { runCommand } from '../../../helpers/run-command.js'

const workflow = {
  name: 'golden-dataflow',
  state: 'RUNNING',
  status: 'ACTIVE',
  roles: [
    {
      name: 'host-flp-tpc-1',
      state: 'RUNNING',
      status: 'ACTIVE',
      roles: [{ name: 'readout', state: 'RUNNING', status: 'ACTIVE', taskIds: ['36Qk4dy3dCD'] }],
    },
    { name: 'kafka', state: 'UNKNOWN', status: 'ACTIVE' },
  ],
}

describe('env show', () => {
  it('tells all of an environment of the original core', async () => {
    const core = await recordedControl('running')
    const { exitCode, stdout, stderr } = await runCommand(['env', 'show', '36Qk4acpaKB', '--core', core])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
    const lines = stdout.map((line) => line.replaceAll(/ {2,}/g, '  '))
    const paragraphs = lines.join('\n').split('\n\n')
    expect(paragraphs[0]?.split('\n')).toEqual([
      'Environment  36Qk4acpaKB',
      'State  RUNNING',
      'Run  4',
      'Run type  PHYSICS',
      'Detectors  ITS TPC',
      'Hosts  2',
      'Tasks  2 (2 active, 0 inactive)',
      'Template  golden-dataflow  Minimal data flow: one readout task per host, plus the Kafka call roles',
      `Created  ${timeText('1795401079837')}`,
    ])
    expect(paragraphs[1]?.split('\n')).toEqual([
      'TASK  CLASS  HOST  STATE  STATUS',
      '36Qk4dy3dCD  readout  flp-tpc-1  RUNNING  ACTIVE  critical',
      '36Qk4dy3HiH  readout  flp-its-1  RUNNING  ACTIVE  critical',
    ])
    expect(paragraphs[2]?.split('\n')).toEqual([
      'Variables of this environment (8 variables)',
      '  enter_state_time_ms  1795401088595',
      '  environment_id  36Qk4acpaKB',
      '  hosts  ["flp-tpc-1","flp-its-1"]',
      '  last_request_user  {"name":"root@vm"}',
      '  run_end_completion_time_ms',
      '  run_end_time_ms',
      '  run_start_completion_time_ms  1795401090603',
      '  run_start_time_ms  1795401086477',
    ])
    expect(paragraphs[3]).toMatch(
      /^Variables of the core and the workflow .*\n.*\n {2}kafka_enabled {2}true\n/,
    )
    expect(paragraphs[4]).toMatch(/^Defaults .*\n(.*\n)+ {2}run_type {2}PHYSICS\n/)
    expect(paragraphs).toHaveLength(5)
  })

  it('shows the tree of roles where the core has it', async () => {
    const environment = { id: 'abcdef', state: 'RUNNING' }
    const core = await controlStub({
      GetEnvironments: () => ({ environments: [environment] }),
      GetEnvironment: ({ showWorkflowTree }) => ({
        environment,
        workflow: showWorkflowTree ? workflow : null,
      }),
    })
    const { stdout } = await runCommand(['env', 'show', 'abcdef', '--core', core])
    const lines = stdout.slice(stdout.findIndex((line) => line.startsWith('ROLE')))
    expect(lines.map((line) => line.split(/ {2,}(?=\S)/))).toEqual([
      ['ROLE', 'STATE', 'STATUS', 'TASKS'],
      ['golden-dataflow', 'RUNNING', 'ACTIVE'],
      ['', 'host-flp-tpc-1', 'RUNNING', 'ACTIVE'],
      ['', 'readout', 'RUNNING', 'ACTIVE', '36Qk4dy3dCD'],
      ['', 'kafka', 'UNKNOWN', 'ACTIVE'],
    ])
  })

  it('--json: the whole answer', async () => {
    const core = await recordedControl('running')
    const { stdout } = await runCommand(['env', 'show', '36Qk4acpaKB', '--json', '--core', core])
    expect(stdout).toHaveLength(1)
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      environment: { id: '36Qk4acpaKB', tasks: [{ taskId: '36Qk4dy3dCD' }, { taskId: '36Qk4dy3HiH' }] },
      public: true,
    })
  })
})
