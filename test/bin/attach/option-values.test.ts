import { expect, it } from 'vitest'
import { instanceName, sessionSeconds, shareCount, variableName } from '../../../bin/attach/option-values.js'
import { runCommand } from '../../helpers/run-command.js'

it.each([
  [variableName, 'kafka_enabled', 'kafka_enabled'],
  [variableName, 'my.gate', 'my.gate'],
  [instanceName, 'flp-1.cern_ch', 'flp-1.cern_ch'],
  [instanceName, 'a'.repeat(249), 'a'.repeat(249)],
  [sessionSeconds, '6', 6],
  [sessionSeconds, '1800', 1800],
  [shareCount, '1', 1],
  [shareCount, '64', 64],
])('%o takes %s', (parse, text, value) => {
  expect(parse(text)).toBe(value)
})

it.each([
  [variableName, ['', ' ', 'kafka enabled']],
  [instanceName, ['', ' ', 'flp 1', 'flp/1', 'ß', '.', '..', 'a'.repeat(250)]],
  [sessionSeconds, ['', ' ', '5', '1801', 'soon', 'NaN']],
  [shareCount, ['', ' ', '0', '65', '1.5', 'two']],
])('%o refuses %j', (parse, texts) => {
  for (const text of texts) expect(() => parse(text), text).toThrow(/^Expected /)
})

it.each([
  ['--gate=', "error: option '--gate <name>' argument '' is invalid. Expected the name of a variable,"],
  ['--instance=', "error: option '--instance <name>' argument '' is invalid. Expected letters, digits,"],
  ['--instance=flp 1', "error: option '--instance <name>' argument 'flp 1' is invalid. Expected letters,"],
])('%s: the error names the option, and what is expected', async (flag, message) => {
  const { exitCode, stderr } = await runCommand(['attach', flag, '--brokers', '127.0.0.1:1'])
  expect(stderr.join('\n')).toContain(message)
  expect(exitCode).toBe(2)
})
