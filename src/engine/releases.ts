import { rowName } from '../contract/codebook.ts';
import type { Config } from '../contract/config.ts';
import type {
  Cohort,
  Problem,
  ProfileView,
  ReleaseStatus,
  StorageReport,
  WorkerOptions,
} from '../contract/worker_api.ts';
import { clearDevice, type Databases, forgetDevice, storageReport } from '../export/clear.ts';
import type { ReleaseContext } from '../export/release_context.ts';
import { ReleaseDesk } from '../export/release_desk.ts';
import { releasedCohort } from '../export/released_cohort.ts';
import { nearestRow } from '../privacy/nearest_row.ts';
import { modelProblem } from './loaded_model.ts';
import type { ModelHost } from './model_host.ts';
import { releaseProfile, type Snapshot } from './snapshot.ts';

/** For whoever built the page: a setting that would have weakened the guarantee does not count. */
export const heldWarning = ({ epsilonMilli, periodDays }: Config): string =>
  `inkling: the configured epsilon or period is beyond the ceiling; ${epsilonMilli / 1000} in ${periodDays} days is used`;

/** What a release needs of the rest of the worker, brought to the desk. */
export class Releases {
  readonly #options: WorkerOptions;
  readonly #databases: Databases;
  readonly #models: ModelHost;
  readonly #current: () => Promise<Snapshot | undefined>;
  readonly #desk: ReleaseDesk;
  #problems: readonly Problem[] = [];

  constructor(
    options: WorkerOptions,
    databases: Databases,
    models: ModelHost,
    current: () => Promise<Snapshot | undefined>,
  ) {
    this.#options = options;
    this.#databases = databases;
    this.#models = models;
    this.#current = current;
    this.#desk = new ReleaseDesk(databases);
  }

  /** What the last status found to be off. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  async status(allowed: boolean): Promise<ReleaseStatus> {
    return this.#noted(await this.#desk.status(await this.#context(allowed)));
  }

  async release(allowed: boolean): Promise<ReleaseStatus> {
    return this.#noted(await this.#desk.release(await this.#context(allowed)));
  }

  cohort(): Promise<Cohort | undefined> {
    return releasedCohort(this.#databases);
  }

  storage(): Promise<StorageReport> {
    return storageReport(this.#databases);
  }

  clear(): Promise<StorageReport> {
    return clearDevice(this.#databases);
  }

  forget(): Promise<StorageReport> {
    return forgetDevice(this.#databases, this.#options.config.periodDays);
  }

  /** The row that a release would start from, before the coin. For the panel alone. */
  async nearestRow(snapshot: Snapshot): Promise<ProfileView['row']> {
    const { codebook } = snapshot.model.folder;
    const row = nearestRow(await releaseProfile(snapshot), codebook);
    return { row, name: rowName(codebook.rows[row]!, this.#options.language) };
  }

  async #context(allowed: boolean): Promise<ReleaseContext> {
    const problems: Problem[] = this.#options.config.isHeld ? ['setting-held'] : [];
    // Without consent to release the model's files are not fetched for its sake.
    const folder = allowed
      ? await this.#models.folder().catch((error: unknown) => void problems.push(modelProblem(error)))
      : this.#models.loaded;
    return {
      config: this.#options.config,
      allowed,
      ...(folder && { codebook: { codebook: folder.codebook, sha256: folder.codebookHash } }),
      manifestSha256: folder?.manifestHash ?? '',
      profile: async () => {
        const snapshot = await this.#current();
        return snapshot && releaseProfile(snapshot);
      },
      problems,
    };
  }

  #noted(status: ReleaseStatus): ReleaseStatus {
    this.#problems = status.problems;
    return status;
  }
}
