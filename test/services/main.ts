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
progress('ready; Ctrl-C stops both')

await Promise.race([asked, kafka.gone, consul.gone])
if (!wasAsked) progress(`a server ended by itself\n${kafka.log}\n${consul.log}`)
progress('stopping')
await Promise.all([kafka.stop(), consul.stop()])
await kafka.dispose()
process.exit(wasAsked ? 0 : 1)
