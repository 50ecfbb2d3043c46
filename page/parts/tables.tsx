import type { ComponentChildren } from 'preact'

/** Titles only for those who hear the page, where a table explains itself to those who see it. */
export function TableHead({
  columns,
  offScreen = false,
}: {
  columns: readonly string[]
  offScreen?: boolean
}) {
  return (
    <thead class={offScreen ? 'off-screen' : undefined}>
      <tr>
        {columns.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

interface ScrolledTableProps {
  columns: readonly string[]
  class?: string
  /** Rows. */
  children: ComponentChildren
}

/** Of limited height: its rows scroll below its head. */
export function ScrolledTable({ columns, class: ownClass = '', children }: ScrolledTableProps) {
  return (
    <div class="scroll">
      <table class={`plain ${ownClass}`}>
        <TableHead columns={columns} />
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
