export { CoreMetrics, type MetricsSubject } from './core-metrics.js'
export type { LatencyFigures } from './latency.js'
