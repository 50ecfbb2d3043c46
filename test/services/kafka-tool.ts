import { execa } from 'execa'
import { kafkaClassPath } from './kafka-jars.js'

export interface ToolOptions {
  timeoutMs: number
  /** For tools that do not end by themselves: stopped when stdout has this many newlines. */
  untilLines?: number
}

/** A small heap and the quick compiler only: these processes live for a second or two. */
const JVM_OPTIONS = [
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
]

/**
 * Runs one of Kafka's own command-line tools, as its shell scripts do.
 *
 * @param className as `org.apache.kafka.tools.TopicCommand` or `org.apache.kafka.tools.consumer.ConsoleConsumer`
 * @returns what it wrote to stdout, byte for byte
 * @throws if it fails or takes longer, with both streams in the message
 */
export async function runKafkaTool(className: string, args: string[], options: ToolOptions): Promise<Buffer> {
  const java = [...JVM_OPTIONS, '-cp', await kafkaClassPath(), className]
  const tool = execa('java', java.concat(args), {
    encoding: 'buffer',
    timeout: options.timeoutMs,
    forceKillAfterDelay: 5_000,
    stdin: 'ignore',
    reject: false,
  })
  const enough = options.untilLines ?? Number.POSITIVE_INFINITY
  let lines = 0
  tool.stdout.on('data', (chunk: Buffer) => {
    lines += chunk.filter((byte) => byte === 0x0a).length
    if (lines >= enough) tool.kill()
  })
  const result = await tool
  if (result.failed && (result.timedOut || lines < enough)) {
    const streams = Buffer.concat([result.stdout, result.stderr]).toString()
    throw new Error(`${result.shortMessage}\n${streams}`)
  }
  return Buffer.from(result.stdout)
}
