import picocolors from 'picocolors'
import type { CommandContext } from '../../bin/context.js'
import type { Output } from '../../bin/output.js'

/** Keeps what is printed. */
export class MemoryOutput implements Output {
  readonly colors = picocolors.createColors(false)
  readonly columns = undefined
  readonly texts: string[] = []

  print = (text: string): void => {
    this.texts.push(text)
  }

  /** Everything, line by line. */
  get lines(): string[] {
    return this.texts.join('\n').split('\n')
  }
}

/** For commands that run inside the test. */
export function memoryContext() {
  const out = new MemoryOutput()
  const err = new MemoryOutput()
  const controller = new AbortController()
  const interruption = { signal: controller.signal, exitCode: () => 130 }
  const context: CommandContext = { out, err, env: {}, interruption }
  return { context, out, err, interrupt: () => controller.abort() }
}
