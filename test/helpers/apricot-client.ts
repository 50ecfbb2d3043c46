import { Client, credentials } from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ApricotDefinition } from '#generated/grpc/apricot/Apricot.js'
import { APRICOT } from '../../control-api/definitions.js'

type Request<Name extends keyof ApricotDefinition> =
  ApricotDefinition[Name] extends MethodDefinition<infer Input, infer _A, infer _B, infer _C> ? Input : never
type Reply<Name extends keyof ApricotDefinition> =
  ApricotDefinition[Name] extends MethodDefinition<infer _A, infer _B, infer _C, infer Output>
    ? Output
    : never
type AnyMethod = MethodDefinition<unknown, unknown>

export interface ApricotClient {
  /** Rejects with gRPC's own error. */
  call<Name extends keyof ApricotDefinition & string>(
    name: Name,
    request: Request<Name>,
  ): Promise<Reply<Name>>
  close(): void
}

/** A client as others write them, from the .proto alone. */
export function connectApricot(address: string): ApricotClient {
  const client = new Client(address, credentials.createInsecure())
  return {
    call: <Name extends keyof ApricotDefinition & string>(name: Name, request: Request<Name>) =>
      new Promise<Reply<Name>>((resolve, reject) => {
        const { path, requestSerialize, responseDeserialize } = APRICOT.definition[name] as AnyMethod
        const deadline = Date.now() + 60_000
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          { deadline },
          (error, reply) => (error === null ? resolve(reply as Reply<Name>) : reject(error)),
        )
      }),
    close: () => client.close(),
  }
}
