import events from '#generated/protos/events_pb.js'

interface Traits {
  trigger: string
  await: string
  /** A Go duration. */
  timeout: string
  critical: boolean
}

export function traitsMessage(traits: Traits): events.Traits {
  const message = new events.Traits()
  message.setTrigger(traits.trigger)
  message.setAwait(traits.await)
  message.setTimeout(traits.timeout)
  message.setCritical(traits.critical)
  return message
}
