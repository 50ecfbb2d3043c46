import { isScalar, parseDocument, type ToJSOptions, visit } from 'yaml'
import { AliecsError } from '../errors.js'
import { goNumberTags, YamlNumber } from './yaml-number.js'
import { yamlProblem } from './yaml-problems.js'

/**
 * YAML → JavaScript values, with the numbers of the Go core: a {@link YamlNumber} where its text is needed beside its value.
 *
 * The parser's own messages quote the text around an error, which may be a password: none of that is kept, not even
 * as `cause`.
 *
 * @param where the file or key, for the message
 * @throws AliecsError SETTINGS_SOURCE, naming the place, line and column
 */
export function parseYaml(text: string, where: string, options: ToJSOptions = {}): unknown {
  const document = parseDocument(text, { merge: true, customTags: goNumberTags })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
    throw badYaml(`${where}: line ${line}, column ${col}: ${yamlProblem(error)}`)
  }
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value instanceof YamlNumber) key.value = key.value.source // a key is text
    },
  })
  try {
    return document.toJS(options)
  } catch {
    throw badYaml(`${where}: an alias without its anchor, or too many of them`)
  }
}

function badYaml(message: string): AliecsError {
  return new AliecsError('SETTINGS_SOURCE', `bad YAML in ${message}`)
}
