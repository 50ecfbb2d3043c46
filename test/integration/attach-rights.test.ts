import { expect, it, onTestFinished } from 'vitest'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { expectedOf } from '../helpers/attached-recording.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { startKafka } from '../services/kafka.js'
import { runKafkaTool } from '../services/kafka-tool.js'

const TIMEOUT_MS = 300_000

describeWithKafkaTools('attach on a broker that gives rights by name', () => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: groups and transactional ids that begin with aliecs-attach are enough',
    async (delivery) => {
      const kafka = await startKafka({
        properties: {
          'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
          'allow.everyone.if.no.acl.found': true,
        },
      })
      onTestFinished(() => kafka.dispose())
      const prefixes = attachPrefixes()
      const allow = async (principal: string, ...resource: string[]): Promise<void> => {
        const rule = ['--allow-principal', principal, '--operation', 'All', ...resource]
        await runKafkaTool(
          'org.apache.kafka.tools.AclCommand',
          ['--bootstrap-server', kafka.brokers, '--add', ...rule],
          { timeoutMs: TIMEOUT_MS },
        )
      }
      // Once somebody has a right to all of them, nobody else has one without being named.
      await allow('User:somebody', '--group', '*', '--transactional-id', '*')
      const named = ['--resource-pattern-type', 'prefixed']
      const own = `${prefixes.prefix}aliecs-attach`
      await allow('User:ANONYMOUS', '--group', own, '--transactional-id', own, ...named)
      await allow('User:ANONYMOUS', '--group', 'aliecs-kafka-reader', ...named) // the test's own

      const { figures, logger } = startAttach(kafka.brokers, prefixes, { delivery, shares: 2 })
      await untilStatus(figures, 'following')
      await replayScenarios(kafka.brokers, ['reset_destroy'], prefixes.sourcePrefix)
      const expected = expectedOf(['reset_destroy'])
      const { messages } = await readLegacy(kafka.brokers, prefixes.prefix, expected.length)
      expect(lines(messages)).toEqual(lines(expected))
      expect(logger.lines.filter((line) => line.includes('begins anew'))).toEqual([])
    },
    TIMEOUT_MS,
  )
})
