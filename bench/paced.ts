/**
 * Starts something `count` times, as fast as it goes, with a bound on what is not done yet.
 *
 * @param start told which one, from 0, and what to call with the error, or with null, when it is done
 */
export function paced(
  count: number,
  maxOpen: number,
  start: (number: number, done: (error: unknown) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let started = 0
    let ended = 0
    const done = (error: unknown): void => {
      ended++
      if (error) reject(error)
      else if (ended === count) resolve()
      else go()
    }
    const go = (): void => {
      while (started < count && started - ended < maxOpen) start(started++, done)
    }
    go()
  })
}
