import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServerCredentials } from '@grpc/grpc-js'
import { expect, it, onTestFinished } from 'vitest'
import { Document } from 'yaml'
import { apricotService } from '../../control-api/apricot/service.js'
import { environmentOf } from '../../control-api/client-errors.js'
import { startGrpcServer } from '../../control-api/server.js'
import type { VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { connectApricot } from '../helpers/apricot-client.js'
import { startControlServer } from '../helpers/control-server.js'
import { countingRunNumbers, distinctClock } from '../helpers/core-harness.js'
import { git, gitRepository } from '../helpers/git-repository.js'
import { comparable } from '../helpers/grpc-comparison.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { temporaryFile } from '../helpers/temporary.js'

const GOLDEN = new URL('../golden/', import.meta.url).pathname
const timeoutMs = 60_000

interface RecordedCall {
  service: string
  method: string
  state: string
  atMs: number
  durationMs: number
  request: { id?: string }
  response?: { environment?: { id: string; vars: VarStack } }
  error?: { code: number; details: string; statusDetailsBin?: string }
}

const CHANGES = ['NewEnvironment', 'ControlEnvironment', 'DestroyEnvironment']

const calls = readFileSync(join(GOLDEN, 'gui/calls.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedCall)

it('answers the calls of the AliECS GUI as the recorded core did, in the same order', async () => {
  const { control, apricot, close, vars, loseRemote } = await startBoth()
  onTestFinished(close)
  /** Ours by the recorded ones. */
  const ids = new Map<string, string>()
  let change: { end: number; done: Promise<unknown> } | null = null
  let compared = 0
  for (const recorded of calls) {
    // The browser's user changed this one in Consul.
    const enabled =
      recorded.method === 'NewEnvironment' && recorded.response?.environment?.vars['kafka_enabled']
    if (enabled) vars['kafka_enabled'] = enabled
    if (recorded.method === 'RefreshRepos') loseRemote()
    const isUnderWay = change !== null && recorded.atMs < change.end
    if (!isUnderWay) await change?.done
    const asked = {
      ...recorded.request,
      ...(recorded.request.id && { id: ids.get(recorded.request.id) ?? '' }),
    }
    const answer =
      recorded.service === 'o2control.Control'
        ? control(recorded.method, asked)
        : apricot(recorded.method, asked)
    const done = answer.then(
      (reply) => {
        const { environment } = reply as { environment?: { id: string } }
        if (recorded.response?.environment) ids.set(recorded.response.environment.id, environment?.id ?? '')
        return reply
      },
      (error: unknown) => error,
    )
    if (CHANGES.includes(recorded.method)) change = { end: recorded.atMs + recorded.durationMs, done }
    // What an environment is like in the middle of a change is a matter of moments: golden-grpc.test.ts holds one.
    if (isUnderWay && recorded.service === 'o2control.Control') continue
    expect(answerOf(await done), `${recorded.atMs} ms: ${recorded.method}`).toEqual(expectedOf(recorded))
    compared += 1
  }
  expect(compared).toBeGreaterThan(60)
})

/** An answer, or an error as a client sees it. */
function answerOf(outcome: unknown): unknown {
  if (!(outcome instanceof Error)) return steady('', comparable(outcome))
  const error = outcome.cause ?? outcome
  const { code, details } = error as { code?: number; details?: string }
  const text = details?.replace(/: cannot load workflow template: .*: (detector not found)/, ': $1')
  return { code, details: text, environment: comparable(environmentOf(error) ?? null) }
}

function expectedOf({ method, response, error }: RecordedCall): unknown {
  if (error === undefined) return steady(method, comparable(response))
  const environment =
    error.statusDetailsBin === undefined ? null : { createdWhen: 'time', id: 'id', state: 'ERROR' }
  const details = error.details.replace(/: cannot acquire detectors in loaded workflow template/, '')
  return { code: error.code, details, environment }
}

/**
 * Without what is chance: hosts that a core has seen before, and what the Go core says of tasks that have obeyed, or
 * are given back, a moment later.
 */
function steady(method: string, answer: unknown): unknown {
  const { hostsCount: _, ...rest } = answer as Record<string, unknown>
  const text = JSON.stringify(rest).replaceAll(',"claimable":true', '')
  return JSON.parse(
    method === 'NewEnvironment' ? text.replaceAll('"state":"STANDBY"', '"state":"CONFIGURED"') : text,
  )
}

async function startBoth() {
  const templates = join(GOLDEN, 'core/templates')
  const files = readdirSync(templates).filter((name) => name.startsWith('golden-'))
  const folder = gitRepository(
    Object.fromEntries(
      files.map((name) => [`workflows/${name}`, readFileSync(join(templates, name), 'utf8')]),
    ),
  )
  git(folder, 'remote', 'add', 'origin', 'https://golden.invalid/recording/wf')
  const clock = distinctClock()
  const publisher = Object.assign(new MemoryPublisher(), { endpoint: 'localhost:9092' })
  const vars: VarStack = {}
  const core = await startControlServer({
    clock,
    repositories: [folder],
    plugins: { kafka: () => new KafkaPlugin({ publisher, clock, logger: new MemoryLogger() }) },
    runtime: {
      defaults: { consul_base_uri: '', core_hostname: 'vm', framework_id: 'framework' },
      vars,
    },
  })
  const flps = (host: string) => ({ flps: { [host]: { cards: '{}' } } })
  const detectors = {
    FDD: flps('flp-fdd-1'),
    ITS: flps('flp-its-1'),
    MFT: flps('flp-mft-1'),
    TPC: flps('flp-tpc-1'),
  }
  const settings = temporaryFile('settings.yaml', String(new Document({ o2: { hardware: { detectors } } })))
  const identity = { frameworkId: 'framework', hostname: 'vm' }
  const { logger } = core
  const service = apricotService({
    tree: new YamlTree(settings),
    runNumbers: countingRunNumbers(),
    identity,
    logger,
  })
  const server = await startGrpcServer({
    services: [service],
    host: '127.0.0.1',
    port: 0,
    credentials: ServerCredentials.createInsecure(),
    logger,
  })
  const apricot = connectApricot(server.address)
  return {
    vars,
    /** Nobody is at its address. */
    loseRemote: () => git(folder, 'remote', 'remove', 'origin'),
    control: (method: string, request: object): Promise<unknown> =>
      core.client.call(method as 'GetTasks', request, { timeoutMs }),
    apricot: (method: string, request: object): Promise<unknown> =>
      apricot.call(method as 'GetVars', request),
    close: async () => {
      apricot.close()
      await server.close(0)
      await core.close()
    },
  }
}
