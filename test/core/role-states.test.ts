import { expect, it } from 'vitest'
import { RoleStates } from '../../core/role-states.js'
import type { Task } from '../../core/task.js'
import type { AggregatorRole, CallRole, TaskRole } from '../../core/workflow/types.js'
import { callRole, taskRole } from '../helpers/happenings.js'

const told: string[] = []
const task = (role: TaskRole, state: Task['state'], status: Task['status'] = 'ACTIVE'): Task => ({
  id: role.name,
  environmentId: 'e',
  role,
  state,
  status,
  safeToStop: false,
})

/** A root with these leaves, named `a`, `b`…; what its roles say is in `told`. */
function tree(...leaves: (TaskRole | CallRole)[]) {
  told.length = 0
  const root: AggregatorRole = {
    ...taskRole,
    kind: 'aggregator',
    name: 'root',
    path: 'root',
    parent: null,
    roles: [],
  }
  const roles = leaves.map((leaf, index) => ({ ...leaf, name: 'abc'[index] ?? '', parent: root }))
  root.roles.push(...roles)
  const states = new RoleStates(root, (event) => {
    if (event.type === 'role') told.push(`${event.role.name} ${event.roleStatus ?? event.roleState}`)
  })
  return { states, roles: roles as TaskRole[] }
}
const take = (): string[] => told.splice(0)

it('go from the leaves upwards: some, then all', () => {
  const { states, roles } = tree(taskRole, taskRole)
  for (const role of roles) states.taskChanged(task(role, 'STANDBY'))
  expect(take()).toEqual(['a ACTIVE', 'root PARTIAL', 'b ACTIVE', 'root ACTIVE'])
  for (const role of roles) states.taskChanged(task(role, 'CONFIGURED'))
  expect(take()).toEqual(['a CONFIGURED', 'root MIXED', 'b CONFIGURED', 'root CONFIGURED'])
})

it('say nothing twice, and nothing of tasks that are gone', () => {
  const { states, roles } = tree(taskRole)
  for (const role of roles) {
    states.taskChanged(task(role, 'STANDBY'))
    take()
    states.taskChanged(task(role, 'STANDBY'))
    states.taskChanged(task(role, 'DONE', 'INACTIVE'))
  }
  expect(take()).toEqual([])
})

it('one critical error makes the whole an error, one that is not critical does not', () => {
  const { states, roles } = tree(taskRole, { ...taskRole, critical: false })
  const [critical, other] = roles
  if (critical === undefined || other === undefined) throw new Error('two roles')
  states.taskChanged(task(other, 'ERROR'))
  expect(take()).toEqual(['b ACTIVE', 'b ERROR'])
  states.taskChanged(task(critical, 'ERROR'))
  expect(take()).toEqual(['a ACTIVE', 'root ACTIVE', 'a ERROR', 'root ERROR'])
})

it('calls have no state, and a status from the deployment to the release', () => {
  const { states } = tree(callRole, { ...callRole, critical: false })
  states.hooksLookedFor()
  states.hooksLookedFor()
  expect(take()).toEqual(['a UNKNOWN', 'root UNKNOWN', 'b UNKNOWN'])
  states.deploying()
  expect(take()).toEqual(['a ACTIVE', 'root ACTIVE', 'b ACTIVE'])
  states.released()
  expect(take()).toEqual(['a INACTIVE', 'root INACTIVE', 'b INACTIVE'])
})

it('a whole in which nothing counts is INVARIANT', () => {
  const { states } = tree({ ...callRole, critical: false })
  states.deploying()
  expect(take()).toEqual(['a ACTIVE', 'root INVARIANT'])
})
