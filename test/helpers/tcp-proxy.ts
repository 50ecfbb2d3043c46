import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { freePort } from '../services/ports.js'

/** A port of its own in front of a server, so that the server seems down until `open` and after `close`. */
export interface TcpProxy {
  port: number
  open(): Promise<void>
  close(): Promise<void>
}

/** @param target `host:port` */
export async function tcpProxy(target: string): Promise<TcpProxy> {
  const [host, targetPort] = target.split(':')
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  })
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  onTestFinished(close)
  const open = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  return { port, open, close }
}
