import { AliecsError } from '../errors.js'

export type RpcCode = 'Canceled' | 'DeadlineExceeded' | 'Unavailable'

/** No answer from a service; reads as gRPC's errors do in Go. */
export class RpcError extends AliecsError {
  readonly rpcCode: RpcCode
  readonly description: string

  constructor(rpcCode: RpcCode, description: string) {
    super('CALL_FAILED', `rpc error: code = ${rpcCode} desc = ${description}`)
    this.rpcCode = rpcCode
    this.description = description
  }
}
