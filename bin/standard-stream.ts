import { fstatSync, writeSync } from 'node:fs'

/** Texts that a stream did not take, and why. */
export interface Loss {
  texts: number
  error: NodeJS.ErrnoException
}

export interface StandardStreamOptions {
  /**
   * Whether a text is tried although an earlier one failed: a log resumes when the disk has room again, whereas output with
   * a hole in it is worse than output that ends.
   *
   * @default false
   */
  resumes?: boolean
}

/**
 * Standard output or standard error. A write never throws; the first failure is kept and announced.
 *
 * Node.js writes a file once and takes a short write for a whole one, so files are written here, to the last byte.
 */
export class StandardStream {
  readonly #stream: NodeJS.WriteStream
  readonly #file: number | null
  readonly #resumes: boolean
  #failure: NodeJS.ErrnoException | null = null
  #listener: ((error: NodeJS.ErrnoException) => void) | null = null
  #loss: Loss | null = null
  #isWritable = true
  #isTorn = false

  constructor(stream: NodeJS.WriteStream, { resumes = false }: StandardStreamOptions = {}) {
    this.#stream = stream
    this.#file = fileOf(stream)
    this.#resumes = resumes
    stream.on('error', (error: NodeJS.ErrnoException) => this.#failed(error))
  }

  /** First error of a write; null while there is none. */
  get failure(): NodeJS.ErrnoException | null {
    return this.#failure
  }

  /** Calls `listener` at the first failure. */
  onFailure(listener: (error: NodeJS.ErrnoException) => void): void {
    this.#listener = listener
  }

  write(text: string): void {
    if (this.#file === null) {
      this.#stream.write(text, (error) => error && this.#failed(error))
    } else if (this.#resumes || this.#failure === null) {
      this.#writeFile(this.#file, Buffer.from(this.#isTorn ? `\n${text}` : text))
    }
  }

  /** Returns the texts that were lost, once, as soon as the stream takes texts again. */
  takeLoss(): Loss | null {
    if (!this.#isWritable) return null
    const loss = this.#loss
    this.#loss = null
    return loss
  }

  /** Resolves when every text is written or has failed. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#file !== null || this.#stream.destroyed || this.#stream.writableLength === 0) resolve()
      else this.#stream.write('', () => resolve())
    })
  }

  #writeFile(file: number, bytes: Buffer): void {
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(file, bytes, written)
      this.#isWritable = true
      this.#isTorn = false
    } catch (error) {
      this.#isTorn ||= written > 0
      this.#failed(error as NodeJS.ErrnoException)
    }
  }

  #failed(error: NodeJS.ErrnoException): void {
    this.#isWritable = false
    this.#loss = { texts: (this.#loss?.texts ?? 0) + 1, error }
    if (this.#failure !== null) return
    this.#failure = error
    this.#listener?.(error)
  }
}

/** Returns the descriptor of a file or of a device that is not a terminal, which Node.js writes synchronously; null for others. */
function fileOf(stream: NodeJS.WriteStream): number | null {
  const { fd, isTTY } = stream as { fd?: number; isTTY?: boolean }
  if (fd === undefined || isTTY === true) return null
  try {
    const stat = fstatSync(fd)
    return stat.isFile() || stat.isCharacterDevice() ? fd : null
  } catch {
    return null
  }
}
