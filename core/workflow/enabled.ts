import { excerpt } from '../../excerpt.js'
import type { Logger } from '../../plugin/host.js'
import type { Surroundings } from './evaluate.js'
import { evaluateText, type TextField } from './text-template.js'

/** Truth of a variable that a template compares with 'true' or 'false'; null where it reads as neither. */
export function readTruth(value: string): boolean | null {
  const read = value.trim().toLowerCase()
  return read === 'true' ? true : read === 'false' ? false : null
}

/**
 * Whether a role is there at all: only the output `true` or `1`, in any case, says so, as in the original.
 *
 * On purpose other than there, where a comparison with 'true' is of exact texts: a variable that is compared with
 * 'true' or 'false' may have blanks around it and letters of any case; and one that reads as neither, like `yes` or
 * `1`, stays unequal to both but is never silently so. A blank variable is not set, which is no news.
 *
 * @param rolePath for the log
 * @throws AliecsError TEMPLATE_INVALID, with file and line
 * Source: AliceO2Group/Control, core/workflow/rolebase.go, IsEnabled.
 */
export function isEnabled(
  field: TextField,
  surroundings: Surroundings,
  rolePath: string,
  logger: Logger,
): boolean {
  const warn = (found: { variable?: string; value: string }) => {
    const fields = {
      role: excerpt(rolePath),
      ...found,
      value: excerpt(found.value),
      file: field.position.file,
      line: field.position.line,
    }
    logger.warn(fields, 'enabled: the value is neither true nor false, and does not count as true')
  }
  const asCompared = (variable: string, value: string) => {
    const truth = readTruth(value)
    if (truth !== null) return String(truth)
    if (value.trim() !== '') warn({ variable, value })
    return value
  }

  const output = evaluateText(field, { ...surroundings, readTruth: asCompared })
  const read = output.trim().toLowerCase()
  if (!['true', '1', 'false', '0', ''].includes(read)) warn({ value: output })
  return read === 'true' || read === '1'
}
