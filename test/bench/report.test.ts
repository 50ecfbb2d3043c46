import { expect, test } from 'vitest'
import { textOf } from '../../bench/report.js'

test('columns are aligned, figures have their noise, and nothing trails', () => {
  const columns = [{ name: 'p50', unit: 'ms', digits: 1 }]
  const rows = [
    { name: 'one', figures: [{ median: 1.25, min: 1, max: 1000 }] },
    { name: 'none, as it is not there', figures: [] },
  ]
  expect(textOf({ machine: { cores: '2' }, sections: [{ title: 'Things', columns, rows }] })).toBe(
    [
      'cores: 2',
      '',
      'Figures: median of the rounds (min to max).',
      '',
      'Things                                 p50, ms',
      'one                       1.3 (1.0 to 1,000.0)',
      'none, as it is not there                     -',
      '',
    ].join('\n'),
  )
})
