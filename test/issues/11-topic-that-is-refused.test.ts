/** Issue 11: a topic that may not be read, among others; librdkafka's error does not name it. */
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs'
import { expect, it, onTestFinished } from 'vitest'
import { adminOf, writeKeys } from '../helpers/kafka-topics.js'
import { remarksOf, runCommand, startCommand } from '../helpers/run-command.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 300_000
const SECRET = 'aliecs.env_state.ERROR'
const HIDDEN = 'aliecs.env_state.STANDBY'
const OPEN = 'aliecs.env_state.RUNNING'

describeWithKafkaTools('a topic that may not be read', () => {
  it(
    'is named with the reason, is read once it may be, and hides no other topic',
    async () => {
      const kafka = await startKafka({
        properties: {
          'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
          'allow.everyone.if.no.acl.found': true,
        },
      })
      onTestFinished(() => kafka.dispose())
      const { brokers } = kafka
      const admin = await adminOf(brokers)
      for (const topic of [SECRET, HIDDEN, OPEN]) await writeKeys(brokers, { topic }, [topic])
      const acl = (resourceName: string, operation: AclOperationTypes, principal = 'User:ANONYMOUS') => ({
        ...{ resourceType: AclResourceTypes.TOPIC, resourceName, principal, host: '*', operation },
        ...{ resourcePatternType: ResourcePatternTypes.LITERAL, permissionType: AclPermissionTypes.ALLOW },
      })
      // Once a topic has an ACL, only the principals that it names have access.
      const { DESCRIBE, READ } = AclOperationTypes
      await admin.createAcls({ acl: [acl(SECRET, DESCRIBE), acl(HIDDEN, DESCRIBE, 'User:somebody')] })

      const command = (...args: string[]) => runCommand([...args, '--brokers', brokers])
      const keysOf = (stdout: readonly string[]) =>
        stdout.filter((line) => line !== '').map((line) => (JSON.parse(line) as { key: string }).key)
      const refusal = new RegExp(`^topic ${SECRET}, partition 0: .*Topic authorization failed`)

      const all = await command('consume', 'aliecs.*', '--until-end', '--json')
      expect(keysOf(all.stdout)).toEqual([OPEN])
      expect(remarksOf(all.stderr)).toEqual([
        expect.stringMatching(refusal),
        expect.stringMatching(/^error: not read to the end: topic aliecs\.env_state\.ERROR, partition 0: /),
      ])
      expect(all.exitCode).toBe(1)

      const hidden = await command('consume', HIDDEN, OPEN, '--until-end', '--json')
      expect(keysOf(hidden.stdout)).toEqual([OPEN])
      expect(remarksOf(hidden.stderr)).toEqual([
        expect.stringMatching(
          /^topic aliecs\.env_state\.STANDBY cannot be read: .*Topic authorization failed/,
        ),
      ])
      expect(hidden.exitCode).toBe(1)

      const listed = await command('topics', '--json')
      expect(listed.stdout.map((line): unknown => JSON.parse(line))).toEqual([
        expect.objectContaining({ topic: SECRET, records: null, recordsAtMost: 1 }), // describing is enough
        expect.objectContaining({ topic: OPEN, records: 1 }),
      ])

      const waiting = startCommand([
        ...['consume', 'aliecs.*', '--from-beginning', '--count', '2', '--json'],
        ...['--brokers', brokers],
      ])
      await until(
        () => waiting.printed().stderr.some((line) => refusal.test(line)),
        () => waiting.printed().stderr.join('\n'),
      )
      await admin.createAcls({ acl: [acl(SECRET, READ)] })
      const { stdout, stderr } = await waiting.end
      expect(keysOf(stdout)).toEqual([OPEN, SECRET])
      expect(stderr.at(-1)).toBe(`topic ${SECRET}, partition 0: readable again`)
    },
    TIMEOUT_MS,
  )
})
