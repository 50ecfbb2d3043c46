import type { FastifyInstance } from 'fastify'
import type { PageDependencies } from './dependencies.js'

/** Of one address, beside what the page may ask: a token must not be tried without end. */
const FIGURES_PER_MINUTE = 600

/** For whoever watches the process; what needs no token is not limited in its rate. */
export function healthRoutes(server: FastifyInstance, dependencies: PageDependencies): void {
  const config = { rateLimit: false }
  const { metrics } = dependencies

  server.get(
    '/healthz',
    { config, schema: { tags: ['health'], summary: 'Whether the process answers' } },
    async () => ({ status: 'ok' }),
  )

  server.get(
    '/readyz',
    {
      config,
      schema: { tags: ['health'], summary: '200 where the core is ready, 503 with the reasons where not' },
    },
    async (_request, reply) => {
      const reasons = await dependencies.unready()
      if (reasons.length === 0) return { status: 'ready' }
      return reply.status(503).send({ status: 'not ready', reasons })
    },
  )

  server.get(
    '/metrics',
    {
      config: { rateLimit: { max: FIGURES_PER_MINUTE, timeWindow: '1 minute' } },
      schema: { tags: ['health'], summary: "Figures in Prometheus' text format" },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  )
}
