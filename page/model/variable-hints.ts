/**
 * Advice on a variable that is accepted and probably not what was meant. The page belongs to a core of this project, which
 * reads `true` and `false` in any case and with blanks around them; any other text turns the messages off.
 */
export interface Hint {
  text: string
  /** Most probable meaning. */
  instead: { key: string; value: string } | null
}

const KAFKA = 'kafka_enabled'
const MEANT_AS_TRUE = ['yes', 'on', '1', 'y', 't', 'enabled', 'enable']
const MEANT_AS_FALSE = ['no', 'off', '0', 'n', 'f', 'disabled', 'disable']

/** @param value as typed, spaces included */
export function hintFor(key: string, value: string): Hint | null {
  const name = key.trim()
  if (
    name !== KAFKA &&
    name
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .replace(/d$/, '') === 'kafkaenable'
  ) {
    return { text: `The variable is called ${KAFKA}; ${name} has no effect.`, instead: { key: KAFKA, value } }
  }
  if (name.includes(':')) {
    return {
      text: `AliECS ignores variables with a colon in their name: ${name} has no effect.`,
      instead: null,
    }
  }
  return name === KAFKA ? kafkaHint(value) : null
}

function kafkaHint(value: string): Hint | null {
  const trimmed = value.trim()
  const meant = trimmed.toLowerCase()
  if (['true', 'false', ''].includes(meant)) return null
  const off = `“${trimmed}” is not true: this environment would send nothing to Kafka.`
  if (MEANT_AS_TRUE.includes(meant)) {
    return { text: `${off} Write true to turn it on.`, instead: { key: KAFKA, value: 'true' } }
  }
  if (MEANT_AS_FALSE.includes(meant)) {
    return {
      text: `${off} Write false to show that it is meant.`,
      instead: { key: KAFKA, value: 'false' },
    }
  }
  return { text: `${off} Expected true or false.`, instead: null }
}
