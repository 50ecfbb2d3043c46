import Table from 'cli-table3'
import type { Spread } from './statistics.js'

/** Something that was measured, in one or more columns. */
export interface Row {
  name: string
  /** In the order of the columns of its section; null where there is no such figure. */
  figures: (Spread | null)[]
}

export interface Column {
  name: string
  unit: string
  /** Decimals that make sense. */
  digits: number
}

export interface Section {
  title: string
  columns: Column[]
  rows: Row[]
}

/** What `--json` prints, too. */
export interface Report {
  machine: Record<string, string>
  sections: Section[]
}

const PLAIN = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
}

/** Every figure as `median (min to max)`. */
export function textOf({ machine, sections }: Report): string {
  const facts = Object.entries(machine).map(([name, value]) => `${name}: ${value}\n`)
  return [facts.join(''), 'Figures: median of the rounds (min to max).\n', ...sections.map(tableOf)].join(
    '\n',
  )
}

function tableOf({ title, columns, rows }: Section): string {
  const table = new Table({
    head: [title, ...columns.map(({ name, unit }) => (unit === '' ? name : `${name}, ${unit}`))],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const { name, figures } of rows) {
    table.push([name, ...columns.map((column, index) => figureText(figures[index] ?? null, column))])
  }
  const lines = table.toString().split('\n')
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

function figureText(figure: Spread | null, { digits }: Column): string {
  if (figure === null) return '-'
  const text = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(figure.median)} (${text(figure.min)} to ${text(figure.max)})`
}
