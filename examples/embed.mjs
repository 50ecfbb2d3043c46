// The kafka plugin inside a control core of your own, in Node:
//
//   npm i aliecs-kafka
//   node embed.mjs my-kafka-broker:9092        (or without an address: on a broker inside this process)
//
// A core calls the plugin's functions at its hooks, each time with the variables of the environment as they are then.
import { createKafkaPublisher, KafkaPlugin, LEGACY_TOPICS, startEmbeddedBroker } from 'aliecs-kafka'

const embedded = process.argv[2] === undefined ? await startEmbeddedBroker() : null
const publisher = createKafkaPublisher({
  brokers: process.argv[2] ?? embedded.endpoint,
  topics: LEGACY_TOPICS, // made at the start, so that consumers can subscribe before the first message
})
const plugin = new KafkaPlugin({ publisher })
await plugin.init('embedding example') // publishes the empty list of active runs

// What a core knows of one environment. Everything is text, as AliECS keeps it.
const environment = {
  environment_id: '36QiSyh4XFF',
  detectors: '["ITS","TPC"]',
  run_type: 'PHYSICS',
  enter_state_time_ms: String(Date.now()),
}

async function call(name, trigger, variables = {}) {
  const varStack = { ...environment, ...variables, __call_trigger: trigger, __call_timeout: '5s' }
  await plugin.callStack(varStack)[name]() // never throws: what went wrong is in the var stack
  console.log(`${trigger}: ${varStack.__call_error_reason ?? 'delivered'}`)
}

// A run, as its consumers see it: about to start, SOR, EOR.
const run = { run_number: '570001' }
await call('PublishStartActivityUpdate', 'before_START_ACTIVITY+50', run)
await call('PublishLeaveStateUpdate', 'leave_CONFIGURED')
environment.enter_state_time_ms = String(Date.now())
await call('PublishEnterStateUpdate', 'enter_RUNNING', run)
await call('PublishLeaveStateUpdate', 'leave_RUNNING', run)
environment.enter_state_time_ms = String(Date.now())
await call('PublishEnterStateUpdate', 'enter_CONFIGURED')

console.log(`${publisher.stats().delivered} records at ${publisher.endpoint}, ${plugin.getConnectionState()}`)
await plugin.destroy() // waits for what is not acknowledged yet, and closes the publisher
await embedded?.stop()
