import { useSignal } from '@preact/signals'
import type { EnvironmentDetail, EnvironmentSummary, Happening, RoleView } from '../../page-api/schemas.js'
import { useEnvironmentDetail, useHappenings } from '../client/environment-detail.js'
import { routeTo } from '../model/routes.js'
import { KafkaNote } from '../parts/kafka-mark.js'
import { Empty, Failure, Loading, Warnings } from '../parts/notes.js'
import { StateBadge } from '../parts/state-badge.js'
import { ScrolledTable } from '../parts/tables.js'
import { Tabs } from '../parts/tabs.js'
import { Time } from '../parts/time.js'

const TABS = [
  { name: 'variables', title: 'Variables' },
  { name: 'roles', title: 'Roles' },
  { name: 'history', title: 'History' },
] as const

/** Per level of the tree. */
const INDENT_REM = 1.25

export function EnvironmentDetails({ environment }: { environment: EnvironmentSummary }) {
  const { id, template, createdMs, hosts, tasks } = environment
  const chosen = useSignal<(typeof TABS)[number]['name']>('variables')
  const { detail, error } = useEnvironmentDetail(id)
  return (
    <section aria-label={`Details of ${id}`}>
      <p class="facts">
        <a class="button" href={routeTo('control', id)}>
          Control
        </a>
        <span>
          Template <code>{template}</code>
        </span>
        <span>
          {hosts} {hosts === 1 ? 'host' : 'hosts'}, {tasks} {tasks === 1 ? 'task' : 'tasks'}
        </span>
        <span>
          Created <Time ms={createdMs} />
        </span>
      </p>
      <Warnings texts={environment.warnings} />
      <KafkaNote environment={environment} />
      {error !== null && <Failure>{error}</Failure>}
      <Tabs
        label="Details"
        tabs={TABS}
        chosen={chosen.value}
        choose={(name) => {
          chosen.value = name
        }}
      >
        {detail === null && <Loading what="the details" />}
        {detail !== null && chosen.value === 'variables' && <Variables detail={detail} />}
        {detail !== null && chosen.value === 'roles' && <Roles roles={detail.roles} />}
        {detail !== null && chosen.value === 'history' && <History id={id} />}
      </Tabs>
    </section>
  )
}

function Variables({ detail }: { detail: EnvironmentDetail }) {
  const part = useSignal('')
  const wanted = part.value.trim().toLowerCase()
  const all = Object.entries(detail.effectiveVars).sort(([a], [b]) => a.localeCompare(b))
  const shown = all.filter(([name, value]) => `${name}\n${value}`.toLowerCase().includes(wanted))
  return (
    <>
      <label class="inline-field">
        Filter
        <input
          type="search"
          value={part.value}
          onInput={(event) => {
            part.value = event.currentTarget.value
          }}
        />
        <span class="quiet" aria-live="polite">
          {shown.length} of {all.length}
        </span>
      </label>
      <ScrolledTable columns={['Variable', 'Value', 'From']}>
        {shown.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td class="value">{value === '' ? <span class="quiet">empty</span> : value}</td>
            <td class="quiet">{originOf(name, detail)}</td>
          </tr>
        ))}
      </ScrolledTable>
    </>
  )
}

/** The layer that wins. */
function originOf(name: string, { userVars, vars, defaults }: EnvironmentDetail): string {
  if (Object.hasOwn(userVars, name)) return 'this environment'
  if (Object.hasOwn(vars, name)) return 'configuration'
  if (Object.hasOwn(defaults, name)) return 'configuration defaults'
  return 'template'
}

function Roles({ roles }: { roles: readonly RoleView[] }) {
  if (roles.length === 0) return <Empty title="No roles">The workflow is not loaded yet.</Empty>
  return (
    <ScrolledTable class="roles" columns={['Role', 'State', 'Status', 'What it does']}>
      {roles.map((role) => (
        <tr key={role.path}>
          <th scope="row" style={{ paddingLeft: `${0.5 + role.depth * INDENT_REM}rem` }} title={role.path}>
            {role.name}
            {role.critical === true && <span class="quiet"> critical</span>}
          </th>
          <td>{role.state !== null && <StateBadge state={role.state} />}</td>
          <td class="quiet">{role.status}</td>
          <td>
            <Work role={role} />
          </td>
        </tr>
      ))}
    </ScrolledTable>
  )
}

function Work({ role }: { role: RoleView }) {
  const { kind, func, trigger, timeout, taskClass, hostname } = role
  if (kind === 'aggregator') return null
  return (
    <>
      {func !== null && <code>{func}</code>}
      {taskClass !== null && <code>{taskClass}</code>}
      {hostname !== null && hostname !== '' && <> on {hostname}</>}
      {trigger !== null && (
        <span class="quiet">
          {' '}
          at {trigger}
          {role.await !== null && role.await !== trigger && `, awaited at ${role.await}`}
          {timeout !== null && `, ${timeout}`}
        </span>
      )}
    </>
  )
}

export function History({ id }: { id: string }) {
  const all = useHappenings(id).value.toReversed()
  if (all.length === 0) return <Empty title="Nothing happened yet" />
  return (
    <ScrolledTable columns={['Time', 'During', 'What', 'Status']}>
      {all.map((each, index) => (
        <HistoryRow key={all.length - index} happening={each} />
      ))}
    </ScrolledTable>
  )
}

function HistoryRow({ happening }: { happening: Happening }) {
  const { timestampMs, transition, kind, name, detail, status, error } = happening
  return (
    <tr>
      <td class="number">
        <Time ms={timestampMs} millis />
      </td>
      <td>{transition ?? '–'}</td>
      <td>
        <span class="kind">{kind}</span> <code>{name}</code>{' '}
        {detail !== null && <span class="quiet">{detail}</span>}
        {error !== null && <div class="error-text lines">{error}</div>}
      </td>
      <td class={status === 'failed' ? 'error-text' : 'quiet'}>{status}</td>
    </tr>
  )
}
