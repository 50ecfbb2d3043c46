import { createRequire } from 'node:module'
import {
  Client,
  credentials,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import descriptors, {
  type DescriptorProto,
  type FileDescriptorProto,
} from 'google-protobuf/google/protobuf/descriptor_pb.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reflectionOf } from '../../control-api/reflection.js'

interface Reply {
  listServicesResponse?: { service: { name: string }[] }
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] }
  errorResponse?: { errorMessage: string }
}

let server: Server
let client: Client

beforeEach(async () => {
  server = new Server()
  reflectionOf(['o2control.Control', 'apricot.Apricot']).addToServer(server)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, taken) =>
      error === null ? resolve(taken) : reject(error),
    )
  })
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
})

afterEach(() => {
  client.close()
  server.forceShutdown()
})

const file = createRequire(import.meta.url)
  .resolve('@grpc/reflection')
  .replace(/build.*$/, 'build/proto/grpc/reflection/v1/reflection.proto')
const names = loadPackageDefinition(loadSync(file)) as unknown as {
  grpc: { reflection: { v1: { ServerReflection: ServiceClientConstructor } } }
}
const method = names.grpc.reflection.v1.ServerReflection.service['ServerReflectionInfo']

async function ask(request: object): Promise<Reply> {
  if (method === undefined) throw new Error('no ServerReflectionInfo')
  const call = client.makeBidiStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize as (bytes: Buffer) => Reply,
  )
  call.end(request)
  for await (const reply of call) return reply as Reply
  throw new Error('no answer')
}

/** As a client does that links what it gets: the symbol's file, then by name whatever an import wants. */
async function filesOf(symbol: string): Promise<Map<string, FileDescriptorProto>> {
  const files = new Map<string, FileDescriptorProto>()
  const wanted: object[] = [{ fileContainingSymbol: symbol }]
  for (const request of wanted) {
    const { fileDescriptorResponse, errorResponse } = await ask(request)
    expect(errorResponse).toBeUndefined()
    for (const bytes of fileDescriptorResponse?.fileDescriptorProto ?? []) {
      const got = descriptors.FileDescriptorProto.deserializeBinary(bytes)
      files.set(got.getName() ?? '', got)
    }
    for (const each of [...files.values()].flatMap((got) => got.getDependencyList())) {
      const isAskedFor = wanted.some((other) => 'fileByFilename' in other && other.fileByFilename === each)
      if (!files.has(each) && !isAskedFor) wanted.push({ fileByFilename: each })
    }
  }
  return files
}

function messagesOf(within: string, messages: DescriptorProto[]): [string, DescriptorProto][] {
  return messages.flatMap((message) => {
    const name = `${within}.${message.getName()}`
    return [[name, message] as [string, DescriptorProto], ...messagesOf(name, message.getNestedTypeList())]
  })
}

function declared(got: FileDescriptorProto): Set<string> {
  const scope = `.${got.getPackage()}`
  const messages = messagesOf(scope, got.getMessageTypeList())
  const enums = messages.flatMap(([name, message]) =>
    message.getEnumTypeList().map((each) => `${name}.${each.getName()}`),
  )
  const outer = got.getEnumTypeList().map((each) => `${scope}.${each.getName()}`)
  return new Set([...messages.map(([name]) => name), ...enums, ...outer])
}

function used(got: FileDescriptorProto): string[] {
  const messages = messagesOf(`.${got.getPackage()}`, got.getMessageTypeList())
  const fields = messages.flatMap(([, message]) => message.getFieldList().map((field) => field.getTypeName()))
  const methods = got.getServiceList().flatMap((service) => service.getMethodList())
  const types = methods.flatMap((each) => [each.getInputType(), each.getOutputType()])
  return [...fields, ...types].filter((name) => name !== undefined && name !== '') as string[]
}

it('lists the services, and health beside them', async () => {
  const { listServicesResponse } = await ask({ listServices: '*' })
  const services = listServicesResponse?.service.map(({ name }) => name)
  expect(services?.sort()).toEqual(['apricot.Apricot', 'grpc.health.v1.Health', 'o2control.Control'])
})

it.each(['o2control.Control', 'apricot.Apricot', 'grpc.health.v1.Health'])(
  'gives files of %s that can be linked: each type is in its file or in one that it imports',
  async (symbol) => {
    const files = await filesOf(symbol)
    expect([...files.values()].flatMap(used).length).toBeGreaterThan(5)
    for (const got of files.values()) {
      const visible = [got, ...got.getDependencyList().map((name) => files.get(name))]
      const known = new Set(visible.flatMap((each) => (each === undefined ? [] : [...declared(each)])))
      expect(used(got).filter((name) => !known.has(name))).toEqual([])
    }
  },
)

it('marks the entries of a map as such', async () => {
  const files = await filesOf('o2control.NewEnvironmentRequest')
  const messages = [...files.values()].flatMap((got) => messagesOf('', got.getMessageTypeList()))
  const entries = messages.filter(([name]) => name === '.NewEnvironmentRequest.VarsEntry')
  expect(entries.map(([, entry]) => entry.getOptions()?.getMapEntry())).toEqual([true])
})
