export type { Config } from './contract/config.ts';
export { type ErrorCode, InklingError } from './contract/error.ts';
export type { Interaction, Kind } from './contract/interaction.ts';
export type { Item } from './contract/item.ts';
export type { Inkling, InklingEvent, InklingHandle } from './contract/page_api.ts';
export type { RelationKind, RelationRequest } from './contract/relation.ts';
export type {
  Cohort,
  ConsentState,
  RankedItem,
  Reason,
  Recommendation,
  RecommendQuery,
  ReleaseState,
  ReleaseStatus,
  StorageReport,
} from './contract/worker_api.ts';
export { init } from './page/init.ts';
