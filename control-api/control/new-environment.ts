import { status } from '@grpc/grpc-js'
import type { NewAutoEnvironmentReply } from '#generated/grpc/o2control/NewAutoEnvironmentReply.js'
import type { NewAutoEnvironmentRequest__Output } from '#generated/grpc/o2control/NewAutoEnvironmentRequest.js'
import type { NewEnvironmentReply } from '#generated/grpc/o2control/NewEnvironmentReply.js'
import type { NewEnvironmentRequest__Output } from '#generated/grpc/o2control/NewEnvironmentRequest.js'
import { type CreateRequest, type Environment, newId } from '../../core/index.js'
import { AliecsError, type ErrorCode, messageOf } from '../../errors.js'
import { RpcError } from '../rpc-error.js'
import type { CallContext } from '../service.js'
import { encodeText, WARNING_TRAILER } from '../trailers.js'
import type { ControlDependencies } from './dependencies.js'
import { environmentInfo, pendingInfo } from './environment-info.js'
import { requestUserOf } from './request-user.js'
import { checkStreamId } from './subscribe.js'

/** Failed creations are INTERNAL in the original; these say whether to ask for something else. */
const STATUS_OF: Partial<Record<ErrorCode, status>> = {
  DETECTOR_IN_USE: status.FAILED_PRECONDITION,
  TEMPLATE_UNKNOWN: status.NOT_FOUND,
  REQUEST_INVALID: status.INVALID_ARGUMENT,
  CORE_CLOSING: status.UNAVAILABLE,
  ENVIRONMENT_LIMIT: status.RESOURCE_EXHAUSTED,
  SETTINGS_SOURCE: status.UNAVAILABLE,
}

type Wanted = Pick<NewEnvironmentRequest__Output, 'workflowTemplate' | 'vars' | 'requestUser'>

/** Waits until it is CONFIGURED. The answer has no field for warnings, a trailer has them. A client that does not wait so long changes nothing: it is made all the same. */
export async function newEnvironment(
  request: NewEnvironmentRequest__Output,
  { trailers }: Pick<CallContext, 'trailers'>,
  core: ControlDependencies,
): Promise<NewEnvironmentReply> {
  return withFailure(core, async (id) => {
    const wanted = await createRequest(id, request, core)
    const { created } = request.autoTransition ? core.manager.createAuto(wanted) : core.manager.begin(wanted)
    const environment = await created
    const { warnings } = environment
    if (warnings.length > 0) trailers.set(WARNING_TRAILER, encodeText(warnings.join('\n')))
    return replyOf(environment, core)
  })
}

/**
 * Answers as soon as the template is found, with what is known by then: the variables of the request, and `public` as the
 * original has it before it has read the template.
 */
export async function newEnvironmentAsync(
  request: NewEnvironmentRequest__Output,
  core: ControlDependencies,
): Promise<NewEnvironmentReply> {
  return withFailure(core, async (id, createdWhen) => {
    const wanted = await createRequest(id, request, core)
    if (request.autoTransition) core.manager.createAuto(wanted)
    else core.manager.createAsync(wanted)
    const environment = { ...pendingInfo(id), createdWhen, userVars: request.vars }
    return { environment, public: true, timestamp: core.clock() }
  })
}

/** The request's id is that of the stream that `Subscribe` asks for, not of the environment. */
export async function newAutoEnvironment(
  request: NewAutoEnvironmentRequest__Output,
  core: ControlDependencies,
): Promise<NewAutoEnvironmentReply> {
  return withFailure(core, async (id) => {
    checkStreamId(request.id)
    const wanted = await createRequest(id, request, core)
    if (request.id !== '') core.streams.assign(request.id, id)
    try {
      const { finished } = core.manager.createAuto(wanted)
      finished.catch(() => {}).then(() => core.streams.endIfGone(id))
    } catch (error) {
      core.streams.endIfGone(id)
      throw error
    }
    return { timestamp: core.clock() }
  })
}

/** A creation with an id of its own; where it fails, the error carries that environment. */
async function withFailure<Reply>(
  { clock }: ControlDependencies,
  create: (id: string, createdWhen: number) => Promise<Reply>,
): Promise<Reply> {
  const id = newId()
  const createdWhen = clock()
  try {
    return await create(id, createdWhen)
  } catch (error) {
    throw failure(error, { id, createdWhen, state: 'ERROR' })
  }
}

async function createRequest(
  id: string,
  { workflowTemplate, vars, requestUser }: Wanted,
  { templates }: ControlDependencies,
): Promise<CreateRequest> {
  if (workflowTemplate === '') throw new AliecsError('REQUEST_INVALID', 'workflowTemplate: none given')
  const { file } = await templates.resolve(workflowTemplate)
  return { id, template: file, userVars: vars, ...requestUserOf(requestUser) }
}

function replyOf(environment: Environment, { plugins, clock }: ControlDependencies): NewEnvironmentReply {
  return {
    environment: environmentInfo(environment, plugins, { tasks: true, detailed: true }),
    public: environment.workflow.public,
    timestamp: clock(),
  }
}

function failure(error: unknown, environment: { id: string; createdWhen: number; state: 'ERROR' }): unknown {
  if (!(error instanceof AliecsError)) return error
  const code = STATUS_OF[error.code] ?? status.INTERNAL
  const text = `cannot create new environment: ${messageOf(error)}`
  return new RpcError(code, text, { cause: error, environment })
}
