import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

const PRODUCE = 0
const FETCH = 1
/** Their answers name brokers: METADATA and FIND_COORDINATOR. */
const WITH_ADDRESSES = [3, 10]
/** From this version on, messages have compact lengths. */
const FLEXIBLE_PRODUCE = 9

export interface KafkaProxy {
  /** `host:port` */
  endpoint: string
  /** The next answer to a batch of records says this error, whatever the broker did with them. */
  failNextProduce(errorCode: number): void
  /** Nobody gets a record any more: what is asked for is not answered. Connections stay, everything else goes on. */
  withholdRecords(): void
}

/** A broker with a fault on demand: everything passes but what a test takes out. It announces itself in place of the broker. */
export async function kafkaProxy(brokers: string): Promise<KafkaProxy> {
  const [host = '', port = ''] = brokers.split(':')
  const sockets = new Set<Socket>()
  let errorCode: number | null = null
  let withholds = false
  const server = createServer((client) => {
    const broker = connect(Number(port), host)
    const requests = new Map<number, { api: number; version: number }>()
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
    client.on(
      'data',
      onFrames((frame) => {
        requests.set(frame.readInt32BE(8), { api: frame.readInt16BE(4), version: frame.readInt16BE(6) })
        broker.write(frame)
      }),
    )
    broker.on(
      'data',
      onFrames((frame) => {
        const request = requests.get(frame.readInt32BE(4))
        if (request !== undefined && WITH_ADDRESSES.includes(request.api))
          replacePort(frame, Number(port), (server.address() as AddressInfo).port)
        if (request?.api === PRODUCE && errorCode !== null) {
          frame.writeInt16BE(errorCode, errorOffset(frame, request.version))
          errorCode = null
        }
        if (request?.api === FETCH && withholds) return
        client.write(frame)
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNextProduce: (code) => {
      errorCode = code
    },
    withholdRecords: () => {
      withholds = true
    },
  }
}

/** Whole messages of the protocol, their length in front. */
function onFrames(onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      onFrame(Buffer.from(rest.subarray(0, end)))
      rest = rest.subarray(end)
    }
  }
}

function replacePort(frame: Buffer, from: number, to: number): void {
  for (let offset = 8; offset + 4 <= frame.length; offset++) {
    if (frame.readInt32BE(offset) === from) frame.writeInt32BE(to, offset)
  }
}

/** Of the first partition of the first topic. Source: the Kafka protocol, ProduceResponse. */
function errorOffset(frame: Buffer, version: number): number {
  const start = 8 // length and correlation id
  if (version < FLEXIBLE_PRODUCE) return start + 4 + 2 + frame.readInt16BE(start + 4) + 4 + 4
  const name = start + 1 + 1 // no tagged fields; the number of topics
  return name + frame.readUInt8(name) + 1 + 4 // the name's length counts itself; number of partitions; partition
}
