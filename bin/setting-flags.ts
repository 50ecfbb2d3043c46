import { type Command, Option } from 'commander'
import { flagOf, infoOf, SETTING_KEYS, type SettingKey } from '../settings/index.js'

/** A flag for every setting, in a group of its own. */
export function withSettingFlags(command: Command): Command {
  for (const key of SETTING_KEYS) {
    const { placeholder, description } = infoOf(key)
    const option = new Option(`${flagOf(key)} <${placeholder}>`, firstSentence(description))
    command.addOption(option.helpGroup('Settings, stronger than those in --config:'))
  }
  return command
}

/** What was given, for `loadSettings`. */
export function settingFlags(
  options: Readonly<Record<string, unknown>>,
): Partial<Record<SettingKey, unknown>> {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, options[key]]))
}

/** The reference has the rest. */
function firstSentence(description: string): string {
  return description.replaceAll('`', '').replace(/\. .*$/s, '.')
}
