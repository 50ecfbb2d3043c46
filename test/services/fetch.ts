/**
 * Before the tests: fetches and builds the servers that they will start, where the tools for it are there, so that
 * no test's time limit has to hold minutes of compiling. What cannot be had here, the tests report.
 */
import { messageOf } from '../../errors.js'
import { progress } from './commands.js'
import { consulBinary, consulUnavailable } from './consul-binary.js'
import { kafkaClassPath, kafkaUnavailable } from './kafka-jars.js'
import { pqBinary, pqUnavailable } from './pq-binary.js'

async function fetchUnless(reason: string | null, fetch: () => Promise<string>): Promise<void> {
  if (reason !== null || process.env['ALIECS_TEST_SERVICES'] === '0') return
  await fetch().catch((error: unknown) => progress(messageOf(error)))
}

await fetchUnless(kafkaUnavailable(), kafkaClassPath)
await fetchUnless(kafkaUnavailable('3.9.1'), () => kafkaClassPath('3.9.1'))
await fetchUnless(pqUnavailable(), pqBinary)
if (!process.env['CONSUL_HTTP_ADDR']) await fetchUnless(consulUnavailable(), consulBinary)
