import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { PageDependencies } from './dependencies.js'
import {
  apiErrorSchema,
  infoSchema,
  kafkaFiguresSchema,
  recordsQuerySchema,
  recordsSchema,
  runsSchema,
  templatesSchema,
} from './schemas.js'

/** Everything that only asks. */
export function readingRoutes(instance: FastifyInstance, dependencies: PageDependencies): void {
  const server = instance.withTypeProvider<ZodTypeProvider>()
  const { templates, feed } = dependencies

  server.get(
    '/api/info',
    { schema: { tags: ['core'], summary: 'This core', response: { 200: infoSchema } } },
    async () => dependencies.info(),
  )

  server.get(
    '/api/templates',
    {
      schema: {
        tags: ['environments'],
        summary: 'Workflow templates, with the variables that they ask for',
        response: { 200: templatesSchema },
      },
    },
    async () => templates.list(),
  )

  server.get(
    '/api/records',
    {
      schema: {
        tags: ['kafka'],
        summary: 'The latest records as they were read back from Kafka, newest first',
        querystring: recordsQuerySchema,
        response: { 200: recordsSchema, 400: apiErrorSchema },
      },
    },
    async ({ query }) => feed.records(query),
  )

  server.get(
    '/api/kafka',
    { schema: { tags: ['kafka'], summary: 'The producers', response: { 200: kafkaFiguresSchema } } },
    async () => dependencies.kafka(),
  )

  server.get(
    '/api/runs',
    {
      schema: {
        tags: ['kafka'],
        summary: 'Runs, drawn from the records, oldest first',
        response: { 200: runsSchema },
      },
    },
    async () => feed.runs(),
  )
}
