import { messageOf } from '../errors.js'
import { ConsulProblem } from './consul-answer.js'

/** Returns the reason of a call that failed, be it without any response. */
export function consulProblem(error: unknown, timeoutMs: number): ConsulProblem {
  if (error instanceof ConsulProblem) return error
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ConsulProblem(`request timed out (${timeoutMs}ms)`, { cause: error, isTransient: true })
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code.startsWith('HPE_')) {
    const text = `the answer is not from a Consul: not HTTP (${messageOf(error)})`
    return new ConsulProblem(text, { cause: error, isTransient: false })
  }
  if (code === 'ECONNRESET') {
    const text = `connection closed without an answer (${code}); consul:// needs the HTTP port, an HTTPS port does this`
    return new ConsulProblem(text, { cause: error, isTransient: true })
  }
  return new ConsulProblem(textOf(error), { cause: error, isTransient: code !== '' })
}

/** Node tries every address of a name and reports them all as one error without text. */
function textOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error)
}
