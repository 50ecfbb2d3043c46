import {
  type DocumentOptions,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  type ToJSOptions,
} from 'yaml'
import { AliecsError } from '../errors.js'
import { yamlProblem } from './yaml-problems.js'

/**
 * YAML → JavaScript values.
 *
 * The parser's own messages quote the text around an error, which may be a password: none of that is kept, not even
 * as `cause`.
 *
 * @param where the file or key, for the message
 * @throws AliecsError SETTINGS_SOURCE, naming the place, line and column
 */
export function parseYaml(
  text: string,
  where: string,
  options: ParseOptions & DocumentOptions & SchemaOptions & ToJSOptions = {},
): unknown {
  const document = parseDocument(text, { merge: true, ...options })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
    throw badYaml(`${where}: line ${line}, column ${col}: ${yamlProblem(error)}`)
  }
  try {
    return document.toJS(options)
  } catch {
    throw badYaml(`${where}: an alias without its anchor, or too many of them`)
  }
}

function badYaml(message: string): AliecsError {
  return new AliecsError('SETTINGS_SOURCE', `bad YAML in ${message}`)
}
