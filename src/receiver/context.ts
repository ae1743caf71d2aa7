import type { GroupCommit } from './group_commit.ts';
import type { Metrics } from './metrics.ts';
import type { Periods } from './periods.ts';
import type { Site } from './site.ts';
import type { Storage } from './storage.ts';

/** What the routes work with. */
export interface ReceiverContext {
  readonly sites: ReadonlyMap<string, Site>;
  readonly storage: Storage;
  readonly commits: GroupCommit;
  readonly metrics: Metrics;
  readonly periods: Periods;
  readonly periodDays: number;
}
