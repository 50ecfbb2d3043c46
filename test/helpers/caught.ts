/** What `action` throws. */
export function caught(action: () => unknown): Error {
  try {
    action()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('expected it to throw')
}

/** What `action` rejects with. */
export async function rejection(action: () => Promise<unknown>): Promise<Error> {
  const error = await action().then(
    () => new Error('expected it to reject'),
    (reason: unknown) => reason,
  )
  if (error instanceof Error) return error
  throw error
}
