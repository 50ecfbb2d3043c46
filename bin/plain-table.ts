import Table from 'cli-table3'

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
}

/**
 * Columns without lines around them, two blanks apart.
 *
 * @param head names, right-aligned where they begin with `>`
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  bold: (text: string) => string,
): string {
  const table = new Table({
    head: head.map((name) => bold(name.replace(/^>/, ''))),
    colAligns: head.map((name) => (name.startsWith('>') ? 'right' : 'left')),
    style: { head: [], 'padding-left': 0, 'padding-right': 2 },
    chars: NO_LINES,
  })
  for (const row of rows) table.push([...row])
  const lines = table.toString().split('\n')
  return lines.map((line) => line.trimEnd()).join('\n')
}
