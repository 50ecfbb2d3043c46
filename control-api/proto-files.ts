import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the .proto files, wherever this package is installed, built or not. */
export const PROTO_FOLDER = findProtos(dirname(fileURLToPath(import.meta.url)))

/** Form of a message that is read. The types in generated/grpc are generated for exactly these options. */
export const READ_OPTIONS = { longs: String, enums: String, defaults: true, oneofs: true } as const

function findProtos(folder: string): string {
  const protos = join(folder, 'proto')
  if (existsSync(join(protos, 'o2control.proto'))) return protos
  const parent = dirname(folder)
  if (parent === folder) throw new Error('no folder proto/ above the program')
  return findProtos(parent)
}
