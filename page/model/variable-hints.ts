/**
 * What is allowed, and still not what somebody means. A template enables its Kafka roles with
 * `kafka_enabled == 'true'`: every other text turns the messages off, and nobody says so.
 */
export interface Hint {
  text: string
  /** What was meant most probably. */
  instead: { key: string; value: string } | null
}

const KAFKA = 'kafka_enabled'
const MEANT_AS_TRUE = ['true', 'yes', 'on', '1', 'y', 't', 'enabled', 'enable']
const MEANT_AS_FALSE = ['false', 'no', 'off', '0', 'n', 'f', 'disabled', 'disable']

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
  if (value === 'true' || value === 'false' || trimmed === '') return null
  if (trimmed === 'true' || trimmed === 'false') {
    const text = `Spaces around it are removed here. AliECS itself takes only true for on: “${value}” would be off.`
    return { text, instead: { key: KAFKA, value: trimmed } }
  }
  const meant = trimmed.toLowerCase()
  const off = `“${trimmed}” is not true: this environment would send nothing to Kafka.`
  if (MEANT_AS_TRUE.includes(meant)) {
    return {
      text: `${off} Only true, in small letters, turns it on.`,
      instead: { key: KAFKA, value: 'true' },
    }
  }
  if (MEANT_AS_FALSE.includes(meant)) {
    return {
      text: `${off} Write false, so that everybody sees that it is meant.`,
      instead: { key: KAFKA, value: 'false' },
    }
  }
  return { text: `${off} Expected true or false.`, instead: null }
}
