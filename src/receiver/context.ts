import type { GroupCommit } from './group_commit.ts';
import type { Metrics } from './metrics.ts';
import type { Periods } from './periods.ts';
import type { RateLimit } from './rate_limit.ts';
import type { RowRankings } from './row_rankings.ts';
import type { Site } from './site.ts';
import type { Storage } from './storage.ts';
import type { Surges } from './surges.ts';

/** What the routes work with. */
export interface ReceiverContext {
  readonly sites: ReadonlyMap<string, Site>;
  readonly storage: Storage;
  readonly commits: GroupCommit;
  readonly metrics: Metrics;
  readonly periods: Periods;
  readonly periodDays: number;
  /** By site. */
  readonly rates: ReadonlyMap<string, RateLimit>;
  readonly surges: ReadonlyMap<string, Surges>;
  readonly rankings: RowRankings;
}
