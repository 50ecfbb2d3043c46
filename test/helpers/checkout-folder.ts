import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onExit } from 'signal-exit'

const root = join(import.meta.dirname, '..', '..')

/** A folder that looks like a checkout to whoever reads it, and where files can be made that the real one should not get. */
export function checkoutFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'aliecs-kafka-checkout-'))
  for (const name of ['Makefile', 'generated', 'node_modules', 'proto']) {
    symlinkSync(join(root, name), join(path, name))
  }
  const remove = () => rmSync(path, { recursive: true, force: true })
  onExit(remove)
  return { path, remove }
}
