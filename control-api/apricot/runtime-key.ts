import { AliecsError } from '../../errors.js'
import { quoted } from '../../excerpt.js'

const FOLDER = 'o2/runtime'
/** In characters: a settings file has a level for each name, and is read with each of them. */
const LONGEST = 256

/**
 * The folder of a component.
 *
 * @param component `aliecs/vars`; empty is the folder around all of them
 * @throws AliecsError REQUEST_INVALID
 */
export function runtimeFolder(component: string): string {
  return component === '' ? FOLDER : `${FOLDER}/${checked('component', component)}`
}

/** @throws AliecsError REQUEST_INVALID */
export function runtimeKey(component: string, key: string): string {
  return `${runtimeFolder(component)}/${checked('key', key)}`
}

/** Nothing may lead out of the folder, or be found by nobody. */
function checked(field: string, path: string): string {
  if (path.length > LONGEST) {
    const text = `${field}: expected at most ${LONGEST} characters, got ${path.length}`
    throw new AliecsError('REQUEST_INVALID', text)
  }
  const isGood = path.split('/').every((name) => /^[^\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..')
  if (isGood) return path
  const expected = 'expected a name, or several of them with a slash between two'
  throw new AliecsError('REQUEST_INVALID', `${field}: ${expected}, got ${quoted(path)}`)
}
