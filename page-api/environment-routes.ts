import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AliecsError } from '../errors.js'
import { listed } from '../excerpt.js'
import type { PageDependencies } from './dependencies.js'
import {
  apiErrorSchema,
  controlOutcomeSchema,
  controlRequestSchema,
  createdSchema,
  createEnvironmentSchema,
  destroyedSchema,
  destroyQuerySchema,
  environmentDetailSchema,
  environmentsSchema,
} from './schemas.js'

const params = z.object({ id: z.string().max(100) })
const tags = ['environments']

export function environmentRoutes(instance: FastifyInstance, dependencies: PageDependencies): void {
  const server = instance.withTypeProvider<ZodTypeProvider>()
  const { manager, journal, templates, requestUser } = dependencies
  const unknown = (id: string): AliecsError => {
    const ids = journal.summaries().map((environment) => environment.id)
    const have =
      ids.length === 0 ? 'there is none' : `there ${ids.length === 1 ? 'is' : 'are'} ${listed(ids)}`
    return new AliecsError('ENVIRONMENT_UNKNOWN', `no environment with id ${id}: ${have}`)
  }

  server.get(
    '/api/environments',
    { schema: { tags, summary: 'All environments, newest last', response: { 200: environmentsSchema } } },
    async () => journal.summaries(),
  )

  server.get(
    '/api/environments/:id',
    {
      schema: {
        tags,
        summary: 'One environment: variables, roles, tasks, history',
        params,
        response: { 200: environmentDetailSchema, 404: apiErrorSchema },
      },
    },
    async ({ params: { id } }) => {
      const detail = journal.detail(id)
      if (detail === undefined) throw unknown(id)
      return detail
    },
  )

  server.post(
    '/api/environments',
    {
      schema: {
        tags,
        summary: 'Makes an environment; what becomes of it comes by /api/stream',
        body: createEnvironmentSchema,
        response: { 202: createdSchema, 400: apiErrorSchema, 404: apiErrorSchema },
      },
    },
    async ({ body: { template, vars } }, reply) => {
      const file = await templates.resolve(template)
      const id = manager.createAsync({ template: file, userVars: vars, requestUser })
      return reply.status(202).send({ id })
    },
  )

  server.post(
    '/api/environments/:id/control',
    {
      schema: {
        tags,
        summary: 'One transition, to its end; refused, without a change, where the state does not allow it',
        params,
        body: controlRequestSchema,
        response: {
          200: controlOutcomeSchema,
          400: apiErrorSchema,
          404: apiErrorSchema,
          409: apiErrorSchema,
        },
      },
    },
    async ({ params: { id }, body: { transition } }) => {
      const environment = journal.summary(id)
      if (environment === undefined) throw unknown(id)
      // The core would take the environment to ERROR; a button that was pressed twice must not.
      const { state, currentTransition, allowedTransitions } = environment
      if (currentTransition !== null) {
        const text = `${currentTransition} of environment ${id} is on its way: wait for its end`
        throw new AliecsError('EVENT_INAPPROPRIATE', text)
      }
      if (!allowedTransitions.includes(transition)) {
        const allowed = allowedTransitions.join(', ')
        const have = allowed === '' ? 'nothing is' : `allowed is ${allowed}`
        throw new AliecsError('EVENT_INAPPROPRIATE', `${transition} is not allowed in ${state}: ${have}`)
      }
      const outcome = await manager.control(id, transition, { requestUser })
      return {
        id,
        state: outcome.state,
        runNumber: outcome.runNumber,
        error: outcome.error?.message ?? null,
      }
    },
  )

  server.delete(
    '/api/environments/:id',
    {
      schema: {
        tags,
        summary:
          'STOP_ACTIVITY and RESET where needed, and it is gone; with force at once; joins a destroy under way',
        params,
        querystring: destroyQuerySchema,
        response: { 200: destroyedSchema, 404: apiErrorSchema, 409: apiErrorSchema },
      },
    },
    async ({ params: { id }, query: { force } }) => {
      if (!manager.has(id)) throw unknown(id)
      await manager.destroy(id, { force: force === 'true', allowInRunningState: true, requestUser })
      return { id }
    },
  )
}
