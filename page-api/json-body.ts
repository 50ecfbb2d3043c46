import type { FastifyInstance } from 'fastify'
import { RequestProblem } from './problems.js'

/** Lists and objects in one another: no request has more than three. */
const DEEPEST = 32

/** Parses JSON bodies, whose nesting is checked first: a megabyte of brackets would occupy the parser for a tenth of a second. */
export function parseJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isDeeper(String(body), DEEPEST)) {
      done(
        new RequestProblem(
          400,
          'REQUEST_INVALID',
          `body: expected at most ${DEEPEST} levels of lists and objects`,
        ),
      )
      return
    }
    parse(request, String(body), done)
  })
}

/** Whether brackets outside of strings are more than `levels` deep. Stops at the first that is. */
export function isDeeper(json: string, levels: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < json.length; index++) {
    const character = json[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '[' || character === '{') {
      depth += 1
      if (depth > levels) return true
    } else if (character === ']' || character === '}') depth -= 1
  }
  return false
}
