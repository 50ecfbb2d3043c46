/**
 * `make services`: a real Kafka and a real Consul in the foreground, until SIGINT or SIGTERM. Their addresses go to
 * stdout once both are ready, everything else to stderr. A second signal does not wait for a clean stop.
 */
import { progress } from './commands.js'
import { startConsul } from './consul.js'
import { startKafka } from './kafka.js'

let wasAsked = false
const asked = new Promise<void>((resolve) => {
  const handle = () => {
    if (wasAsked) process.exit(130)
    wasAsked = true
    resolve()
  }
  process.on('SIGINT', handle).on('SIGTERM', handle)
})

progress('starting Kafka and Consul')
const starting = Promise.all([startKafka(), startConsul()])
await Promise.race([starting, asked])
if (wasAsked) process.exit(0) // kills what has been started
const [kafka, consul] = await starting
process.stdout.write(`KAFKA_BROKERS=${kafka.brokers}\nCONSUL_HTTP_ADDR=${consul.address}\n`)
progress(`ready; press Ctrl-C to stop both. In another terminal, after make install:
  aliecs-kafka topics --brokers ${kafka.brokers}
  aliecs-kafka consume 'aliecs.*' --brokers ${kafka.brokers}
  aliecs-kafka simulate --config consul://${consul.address} examples/scenario.yaml`)

const LAST_LINES = 10
let hasFailed = false
const servers = [
  { name: 'Kafka', server: kafka },
  { name: 'Consul', server: consul },
]
for (const { name, server } of servers) {
  server.gone.then(() => {
    if (wasAsked) return
    hasFailed = true
    const last = server.log.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
    const others = servers.filter((other) => other.server.isRunning).map((other) => other.name)
    const rest = others.length === 0 ? 'nothing runs any more' : `${others.join()} runs on`
    progress(`${name} ended by itself; ${rest}, Ctrl-C ends. Its last lines:\n${last}`)
  })
}

const staysHere = setInterval(() => {}, 60_000) // also when no server is left to wait for
await asked
clearInterval(staysHere)
progress('stopping')
await Promise.all([kafka.stop(), consul.stop()])
await kafka.dispose()
process.exit(hasFailed ? 1 : 0)
