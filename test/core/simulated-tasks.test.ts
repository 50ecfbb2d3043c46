import { beforeEach, describe, expect, it } from 'vitest'
import type { HookTaskRole } from '../../core/roles.js'
import { SimulatedTasks } from '../../core/simulated-tasks.js'
import type { Task, TaskTransition } from '../../core/task.js'
import type { TaskRole } from '../../core/workflow/types.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const limits = { timeoutMs: 50 }
let logger: MemoryLogger
let tasks: SimulatedTasks
let changes: string[]

const onChange = ({ role, status, state }: Readonly<Task>): void => {
  changes.push(`${role.hostname} ${status} ${state}`)
}
const deploy = (...roles: TaskRole[]) => tasks.deploy('e', roles, { ...limits, onChange })
const move = (transition: TaskTransition) => tasks.transition('e', transition, limits)

function role(hostname: string, critical = true): TaskRole {
  const layers = { defaults: {}, vars: {}, userVars: {} }
  const position = { file: 't', line: 1 }
  const names = { name: 'readout', path: `t.${hostname}.readout`, taskClass: 'readout', hostname }
  return { kind: 'task', ...names, critical, position, parent: null, ...layers }
}

beforeEach(() => {
  logger = new MemoryLogger()
  tasks = new SimulatedTasks({ taskTransitionDelayMs: 1, logger })
  changes = []
})

it('go where they are told, and say so', async () => {
  await deploy(role('a'))
  for (const transition of ['CONFIGURE', 'START', 'STOP', 'RESET'] as const) await move(transition)
  await tasks.release('e', limits)
  const states = ['STANDBY', 'CONFIGURED', 'RUNNING', 'CONFIGURED', 'STANDBY'].map(
    (state) => `a ACTIVE ${state}`,
  )
  expect(changes).toEqual(['a INACTIVE STANDBY', ...states, 'a INACTIVE DONE'])
  expect(tasks.tasksOf('e')).toEqual([])
})

it('in a certain state only, where that is asked', async () => {
  await deploy(role('a'), role('b'))
  await move('CONFIGURE')
  tasks.addFault({ event: 'START', host: 'b' })
  await expect(move('START')).rejects.toThrow()
  await tasks.transition('e', 'STOP', { ...limits, only: 'RUNNING' })
  expect(changes.at(-1)).toBe('a ACTIVE CONFIGURED')
})

it('of an environment without any do nothing', async () => {
  await expect(move('START')).resolves.toBeUndefined()
  await expect(tasks.release('e', limits)).resolves.toBeUndefined()
})

describe('faults', () => {
  it('strike their event and host, as often as said', async () => {
    await deploy(role('a'), role('b'))
    tasks.addFault({ event: 'CONFIGURE', host: 'b', error: 'no', count: 2 })
    for (const _ of [1, 2]) {
      await expect(move('CONFIGURE')).rejects.toMatchObject({
        code: 'TASKS_FAILED',
        message: expect.stringMatching(
          /^CONFIGURE could not complete for critical tasks, errors: task 'readout' on b \(id \w{11}\) failed with error: no$/,
        ),
      })
    }
    await expect(move('CONFIGURE')).resolves.toBeUndefined()
  })

  it('of the only task of an environment keep the words of that task; the cause names it', async () => {
    await deploy(role('b'))
    tasks.addFault({ event: 'CONFIGURE', error: 'no' })
    await expect(move('CONFIGURE')).rejects.toMatchObject({
      code: 'TASKS_FAILED',
      message: 'no',
      cause: {
        message: expect.stringMatching(/^CONFIGURE could not .* task 'readout' on b \(id \w{11}\) failed/),
      },
    })
  })

  it('leave the task where it was, or in ERROR', async () => {
    await deploy(role('a'))
    tasks.addFault({ event: 'CONFIGURE' })
    tasks.addFault({ event: 'CONFIGURE', state: 'ERROR' })
    await expect(move('CONFIGURE')).rejects.toThrow('CONFIGURE refused')
    expect(changes.at(-1)).toBe('a ACTIVE STANDBY')
    await expect(move('CONFIGURE')).rejects.toThrow()
    expect(changes.at(-1)).toBe('a ACTIVE ERROR')
  })

  it('at LAUNCH: in ERROR, without a process; it obeys no more', async () => {
    tasks.addFault({ event: 'LAUNCH', host: 'a' })
    await expect(deploy(role('a'), role('b'))).rejects.toThrow('[failed roles: t.a.readout]')
    expect(changes.slice(2).toSorted()).toEqual(['a INACTIVE ERROR', 'b ACTIVE STANDBY'])
    await expect(move('CONFIGURE')).rejects.toThrow('it is not active')
  })

  it('that hang end with the time', async () => {
    await deploy(role('a'))
    tasks.addFault({ event: 'START', hang: true })
    await expect(move('START')).rejects.toThrow('no answer to START within 50 ms')
  })

  it('of tasks that are not critical are a warning', async () => {
    await deploy(role('a', false))
    tasks.addFault({ event: 'START', error: 'no' })
    await expect(move('START')).resolves.toBeUndefined()
    expect(logger.lines).toEqual([
      expect.stringMatching(/^warn: non-critical task 'readout' on a .* failed with error: no at START$/),
    ])
  })

  it('can be taken back', async () => {
    await deploy(role('a'))
    tasks.addFault({ event: 'START' })
    tasks.clearFaults()
    await expect(move('START')).resolves.toBeUndefined()
  })
})

describe('a hook task', () => {
  const hook: HookTaskRole = {
    ...role('h'),
    hook: { trigger: 'enter_RUNNING', await: 'enter_RUNNING', timeout: '1s' },
  }
  const run = () => tasks.runHook('e', hook, { ...limits, onChange })

  it('runs and ends', async () => {
    await run()
    expect(changes).toEqual(['h INACTIVE DONE'])
    expect(tasks.tasksOf('e')).toEqual([])
  })

  it('fails, and takes too long', async () => {
    tasks.addFault({ event: 'HOOK', error: 'exit 1' })
    await expect(run()).rejects.toThrow(/^hook task 'readout' on h .* failed with error: exit 1$/)
    tasks.addFault({ event: 'HOOK', hang: true })
    await expect(run()).rejects.toThrow('no answer to HOOK within 50 ms')
  })
})
