import { AliecsError } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import type { IntegrationPlugins } from './integration-plugins.js'
import { callRolesOf, hookTaskRolesOf } from './roles.js'
import type { AggregatorRole, SourcePosition } from './workflow/types.js'

/**
 * Mistakes in hooks that would only show when they run: a timeout that is no duration, a function that a loaded plugin
 * does not have.
 *
 * @throws AliecsError TEMPLATE_INVALID with file and line, a line per problem
 */
export function checkHooks(root: AggregatorRole, plugins: IntegrationPlugins): void {
  const calls = callRolesOf(root)
  const timeouts = [
    ...calls.map(({ position, path, timeout }) => ({ position, path, timeout })),
    ...hookTaskRolesOf(root).map(({ position, path, hook }) => ({ position, path, timeout: hook.timeout })),
  ]
  const problems = [
    ...timeouts
      .filter(({ timeout }) => parseGoDuration(timeout) === null)
      .map(({ position, path, timeout }) =>
        at(position, `${path}: timeout: expected a duration such as 5s or 1m30s, got "${timeout}"`),
      ),
    ...calls.flatMap((role) => {
      const problem = plugins.findProblem(role)
      return problem === undefined ? [] : [at(role.position, `${role.path}: ${problem}`)]
    }),
  ]
  if (problems.length > 0) throw new AliecsError('TEMPLATE_INVALID', problems.join('\n'))
}

function at({ file, line }: SourcePosition, problem: string): string {
  return `${file}:${line}: ${problem}`
}
