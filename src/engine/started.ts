import type { WorkerOptions } from '../contract/worker_api.ts';
import type { Databases } from '../export/clear.ts';
import type { StartedBackend } from '../model/backend/backend.ts';
import type { HoldOut } from './holdout.ts';
import type { ModelHost } from './model_host.ts';
import type { Releases } from './releases.ts';

/** What the worker runs on once it was told its options. */
export interface Started {
  readonly options: WorkerOptions;
  readonly backend: StartedBackend;
  readonly databases: Databases;
  readonly models: ModelHost;
  readonly releases: Releases;
  readonly holdout: HoldOut;
}
