import { type Spread, spreadOf } from './statistics.js'

/** One of several that do the same thing. */
export interface Peer<Figures extends readonly number[]> {
  name: string
  /** Measures once. */
  measure(): Promise<Figures>
}

/**
 * Every round measures all peers, A B C then B C A then C A B, so that a noisy minute and the place in the order hit
 * all alike.
 *
 * @returns per peer, in their order, one spread per figure
 */
export async function interleave<Figures extends readonly number[]>(
  peers: readonly Peer<Figures>[],
  rounds: number,
): Promise<Spread[][]> {
  const measured: Figures[][] = peers.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < peers.length; place++) {
      const index = (round + place) % peers.length
      const figures = await peers[index]?.measure()
      if (figures !== undefined) measured[index]?.push(figures)
    }
  }
  return measured.map((each) => {
    const columns = each[0] ?? []
    return columns.map((_, column) => spreadOf(each.flatMap((figures) => figures[column] ?? [])))
  })
}
