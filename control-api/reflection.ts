import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { PackageDefinition } from '@grpc/proto-loader'
import { ReflectionService } from '@grpc/reflection'
import descriptors from 'google-protobuf/google/protobuf/descriptor_pb.js'

const HEALTH = 'grpc.health.v1.Health'

/**
 * gRPC's reflection service, which tells of these services and of the health service.
 *
 * The files are as protoc describes them: those of proto-loader lack their imports, and a client that links them, as
 * grpcurl, refuses them.
 */
export function reflectionOf(services: readonly string[]): ReflectionService {
  const path = createRequire(import.meta.url).resolve('#generated/grpc/services.fdset')
  const set = descriptors.FileDescriptorSet.deserializeBinary(readFileSync(path))
  const fileDescriptorProtos = set.getFileList().map((file) => Buffer.from(file.serializeBinary()))
  // Of a definition the reflection service reads nothing but its files.
  const definitions = { files: { fileDescriptorProtos } } as unknown as PackageDefinition
  return new ReflectionService(definitions, { services: [...services, HEALTH] })
}
