import type { EnvironmentManager, RequestUser } from '../core/index.js'
import type { CoreMetrics } from '../metrics/index.js'
import type { EnvironmentJournal } from './environment-journal.js'
import type { PageStream } from './page-stream.js'
import type { RecordFeed } from './record-feed.js'
import type { Info, KafkaFigures, TemplateView } from './schemas.js'

/** Where workflow templates come from. */
export interface TemplateSource {
  list(): Promise<TemplateView[]>
  /** @returns the file; @throws AliecsError TEMPLATE_UNKNOWN and the like */
  resolve(reference: string): Promise<string>
}

/** What the page shows and controls. */
export interface PageDependencies {
  manager: Pick<EnvironmentManager, 'createAsync' | 'control' | 'destroy' | 'has'>
  journal: EnvironmentJournal
  stream: PageStream
  templates: TemplateSource
  feed: Pick<RecordFeed, 'records' | 'runs'>
  metrics: Pick<CoreMetrics, 'text' | 'contentType' | 'onMalformedRequest'>
  /** In whose name the page asks. */
  requestUser: RequestUser
  info(): Promise<Info> | Info
  kafka(): KafkaFigures
  /** Why the core is not ready, a line each; none where it is. */
  unready(): Promise<readonly string[]> | readonly string[]
}
