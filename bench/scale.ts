/** How much is measured. */
export interface Scale {
  /** Of everything; each round measures all peers, one after the other. */
  rounds: number
  latency: { samples: number; spacedSamples: number; spacingMs: number }
  throughput: { records: number }
  events: { events: number }
  writeTime: { burst: number; spaced: number; spacingMs: number }
  memory: { events: number }
  transitions: { running: number[]; samples: number }
  idle: { rounds: number; seconds: number }
  /** `runs` of both transitions per latency; events that are there before attach is. */
  attach: {
    rounds: number
    runs: number
    spacingMs: number
    transitions: number
    retained: number
    catchUps: number
  }
  hostile: { rounds: number }
}

export const FULL: Scale = {
  rounds: 7,
  latency: { samples: 500, spacedSamples: 100, spacingMs: 10 },
  throughput: { records: 300_000 },
  events: { events: 50_000 },
  writeTime: { burst: 20_000, spaced: 500, spacingMs: 2 },
  memory: { events: 1_000_000 },
  transitions: { running: [1, 10, 100, 1000], samples: 500 },
  idle: { rounds: 3, seconds: 10 },
  attach: { rounds: 5, runs: 20, spacingMs: 10, transitions: 2000, retained: 1_000_000, catchUps: 3 },
  hostile: { rounds: 7 },
}

/** Whether it runs at all; the figures mean little. */
export const QUICK: Scale = {
  rounds: 2,
  latency: { samples: 20, spacedSamples: 5, spacingMs: 5 },
  throughput: { records: 10_000 },
  events: { events: 5000 },
  writeTime: { burst: 5000, spaced: 20, spacingMs: 2 },
  memory: { events: 20_000 },
  transitions: { running: [1, 10, 100, 1000], samples: 4 },
  idle: { rounds: 1, seconds: 1 },
  attach: { rounds: 1, runs: 2, spacingMs: 5, transitions: 400, retained: 5000, catchUps: 1 },
  hostile: { rounds: 1 },
}
