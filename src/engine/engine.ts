import { now, setClockOffset } from '../contract/clock.ts';
import { InklingError } from '../contract/error.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { PanelWorker } from '../contract/panel_worker.ts';
import { parseRecommendQuery } from '../contract/recommend_query.ts';
import type { Wishes } from '../contract/wishes.ts';
import type {
  Cohort,
  ConsentState,
  HoldOutView,
  InklingWorker,
  Problem,
  RankedItem,
  Recommendation,
  RecommendQuery,
  ReleaseStatus,
  StorageReport,
  WorkerOptions,
  WorkerStatus,
} from '../contract/worker_api.ts';
import { relationsOf } from '../features/relations.ts';
import type { StartBackend } from '../model/backend/backend.ts';
import { CoinStore } from '../store/coin_store.ts';
import { GuardStore } from '../store/guard_store.ts';
import { InklingStore } from '../store/inkling_store.ts';
import { WishStore } from '../store/wish_store.ts';
import { browserContext, isSparing } from './browser.ts';
import { HoldOut } from './holdout.ts';
import type { Lent } from './lent.ts';
import { modelProblem } from './loaded_model.ts';
import { ModelHost } from './model_host.ts';
import { recommendations } from './recommend.ts';
import { heldWarning, Releases } from './releases.ts';
import { removalsOf, sweep } from './removals.ts';
import { rankGiven, type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Started } from './started.ts';
import { Studies } from './studies.ts';

/**
 * The worker: store -> features -> model -> profile -> privacy -> export.
 *
 * Keeps one snapshot of the profile and takes a new one when the history has changed. Until recording
 * is allowed no database is created and no model is fetched.
 */
export class Engine implements Omit<InklingWorker, keyof PanelWorker> {
  readonly #startBackend: StartBackend;
  readonly #warn: (message: string) => void;
  readonly #store = new InklingStore();
  readonly #wishes = new WishStore(this.#store);
  readonly #studies = new Studies(this.#store);
  #started: Started | undefined;
  #consent: ConsentState = { record: false, release: false };
  #snapshot: Promise<Snapshot | undefined> | undefined;
  /** The last snapshot taken, of any history: the next one's input begins with its. */
  #before: Snapshot | undefined;
  #modelProblem: Problem | undefined;
  #deviceLost: string | undefined;

  /** @param warn tells whoever built the page: libraries have no console of their own */
  constructor(startBackend: StartBackend, warn: (message: string) => void = () => undefined) {
    this.#startBackend = startBackend;
    this.#warn = warn;
  }

  async start(options: WorkerOptions): Promise<WorkerStatus> {
    setClockOffset(options.clockOffsetMs ?? 0);
    if (options.config.isHeld) this.#warn(heldWarning(options.config));
    this.#consent = options.consent;
    const models = new ModelHost(options.config, () => this.#consent.record);
    const { record } = options.consent;
    // On their way while the backend starts; who asks for them is told what went wrong.
    if (record) models.folder().catch(() => undefined);
    const swept = sweep(this.#store, record, () => this.#forgetHistory());
    const [backend, guard] = await Promise.all([this.#startBackend(options.config), GuardStore.open()]);
    performance.mark('inkling backend');
    void backend.lost.then((reason) => {
      this.#deviceLost = reason || 'no reason given';
      this.#snapshot = undefined; // what is being learnt from its numbers is not kept
    });
    const databases = { guard, store: this.#store };
    const releases = new Releases(options, databases, models, () => this.#current());
    const holdout = new HoldOut(options.config.holdout ?? 0, new CoinStore(this.#store));
    this.#started = { options, backend, databases, models, releases, holdout };
    // The first answer should not wait for the model. What goes wrong here is told by that answer.
    if (record) swept.then(() => this.#current()).catch(() => undefined);
    return this.status();
  }

  async status(): Promise<WorkerStatus> {
    const { backend, models, releases } = this.#running();
    const folder = models.loaded;
    const holdout = await this.#holdOut();
    return {
      backend: backend.name,
      model: folder ? 'ready' : this.#modelProblem ? 'failed' : this.#consent.record ? 'loading' : 'idle',
      ...(folder && {
        modelName: folder.manifest.name,
        modelHash: folder.manifestHash.slice(0, 12),
        codebookHash: folder.codebookHash.slice(0, 12),
      }),
      ...(holdout && { holdout }),
      ...(models.reach && { reach: models.reach }),
      problems: [
        ...(this.#modelProblem ? [this.#modelProblem] : []),
        ...(this.#store.rebuilt ? (['store-rebuilt'] as const) : []),
        ...releases.problems,
      ],
    };
  }

  async refresh(consent: ConsentState): Promise<void> {
    this.#running();
    this.#consent = consent;
    this.#snapshot = undefined;
    if (!consent.record) this.#forgetAll();
  }

  async recommend(query: RecommendQuery): Promise<Recommendation[]> {
    const parsed = parseRecommendQuery(query);
    const snapshot = await this.#shown();
    return snapshot ? recommendations(snapshot, parsed) : [];
  }

  async rank(itemIds: readonly string[]): Promise<RankedItem[]> {
    const snapshot = await this.#shown();
    return snapshot ? rankGiven(snapshot, itemIds) : itemIds.map((id) => ({ id }));
  }

  async cohort(): Promise<Cohort | undefined> {
    return this.#running().releases.cohort();
  }

  async releaseStatus(): Promise<ReleaseStatus> {
    return this.#running().releases.status(this.#consent.release);
  }

  async release(allowed: boolean): Promise<ReleaseStatus> {
    return this.#running().releases.release(allowed && this.#consent.release);
  }

  async clear(): Promise<StorageReport> {
    const report = await this.#running().releases.clear();
    this.#forgetAll();
    return report;
  }

  async forget(): Promise<StorageReport> {
    const report = await this.#running().releases.forget();
    this.#forgetAll();
    return report;
  }

  async storage(): Promise<StorageReport> {
    return this.#running().releases.storage();
  }

  /**
   * What the panel's answers are made of.
   * @throws InklingError `internal` before `start`
   */
  lend(): Lent {
    const { models, releases, ...others } = this.#running();
    return {
      ...others,
      wishes: this.#wishes,
      removals: removalsOf(this.#store),
      studies: this.#studies,
      now,
      consent: () => this.#consent,
      current: () => this.#current(),
      take: (select, wish) => this.#take(select, wish),
      recommendations,
      releaseStatus: () => this.releaseStatus(),
      nearestRow: (snapshot) => releases.nearestRow(snapshot),
      folder: () => models.loaded,
      forgetHistory: () => this.#forgetHistory(),
      forgetWishes: async () => {
        // A look from before may have been at what is not wanted now.
        await this.#studies.forgetLook();
        this.#snapshot = undefined;
      },
    };
  }

  async setClockOffset(ms: number): Promise<void> {
    setClockOffset(ms);
    this.#snapshot = undefined;
  }

  /** What recommendations are made of: nothing for those who are to be shown none. */
  async #shown(): Promise<Snapshot | undefined> {
    return (await this.#holdOut())?.isHeldOut ? undefined : this.#current();
  }

  async #holdOut(): Promise<HoldOutView | undefined> {
    const { holdout } = this.#running();
    // Without a coin nobody is held out: better a browser less in the experiment than one without its row.
    return this.#consent.record ? holdout.view().catch(() => undefined) : undefined;
  }

  /** The profile of the history as it stands; undefined while nothing may be recorded or no model came. */
  #current(): Promise<Snapshot | undefined> {
    if (!this.#snapshot) {
      const taken = this.#take(
        (rows) => rows,
        (wishes) => wishes,
      );
      this.#snapshot = taken;
      const { losses } = this.#studies;
      // The answer as trained is worth more than none; the next one will have learnt.
      taken.then((snapshot) => snapshot && this.#study(taken, snapshot, losses)).catch(() => undefined);
    }
    return this.#snapshot;
  }

  /** The history is another: what was learnt from it goes from memory, too. */
  #forgetHistory(): void {
    this.#snapshot = undefined;
    this.#before = undefined;
    this.#studies.forget();
    this.#started?.models.forget();
  }

  #forgetAll(): void {
    this.#forgetHistory();
    this.#started?.models.startOver();
  }

  /** Works when nobody waits. @param losses when the snapshot was taken */
  async #study(taken: Promise<Snapshot | undefined>, snapshot: Snapshot, losses: number): Promise<void> {
    if (this.#running().options.learns === false || isSparing()) return;
    let current = taken;
    const isCurrent = () => this.#snapshot === current;
    const learnt = await this.#studies.learn(snapshot, losses, isCurrent);
    if (learnt && isCurrent()) {
      current = Promise.resolve(learnt);
      this.#snapshot = current;
    }
    const isNews = await this.#studies.consolidate(learnt ?? snapshot, losses, isCurrent);
    if (isNews && isCurrent()) this.#snapshot = undefined;
    if (snapshot.steps.length > 0) await this.#running().models.measureReach(snapshot.inference.profile);
  }

  /**
   * A missing or corrupt model is a state of the world: the panel says so, everything else works.
   * @throws InklingError `backend-unavailable` when the device is lost: the page starts another worker
   */
  async #take(
    select: (rows: StoredInteraction[]) => StoredInteraction[],
    wish: (wishes: Wishes) => Wishes,
  ): Promise<Snapshot | undefined> {
    const { models, backend, options } = this.#running();
    if (!this.#consent.record) return undefined;
    const lost = backend.lost.then((reason): never => {
      throw new InklingError('backend-unavailable', `the ${backend.name} device was lost: ${reason}`);
    });
    const compute = async () => {
      const rows = await this.#store.interactions();
      performance.mark('inkling history');
      const consolidation = await this.#studies.consolidation(rows);
      const model = await models.model(async () => ({
        seen: await this.#store.items(),
        interactions: rows,
        tags: consolidation?.tags ?? new Map(),
        releasedRow: models.isCoded ? (await this.#running().releases.cohort())?.row : undefined,
      }));
      this.#modelProblem = undefined;
      const interactions = select(rows);
      const wishes = wish(await this.#wishes.wishes());
      const snapshot = await takeSnapshot(model, interactions, {
        context: browserContext(wishes.facts.language ?? options.language),
        lesson: await this.#studies.lesson(model.folder.manifest.D),
        consolidation,
        related: relationsOf(interactions, await this.#store.relations()),
        before: this.#before,
        wishes,
      });
      performance.mark('inkling profile');
      this.#before = snapshot;
      return snapshot;
    };
    try {
      // A lost device never answers: the race is the only way to notice.
      return await Promise.race([compute(), lost]);
    } catch (error) {
      this.#snapshot = undefined;
      if (!(error instanceof InklingError && error.code.startsWith('model-'))) throw error;
      this.#modelProblem = modelProblem(error);
      return undefined;
    }
  }

  #running(): Started {
    if (!this.#started) throw new InklingError('internal', 'the worker was asked before it was started');
    if (this.#deviceLost !== undefined) {
      throw new InklingError('backend-unavailable', `the device was lost: ${this.#deviceLost}`);
    }
    return this.#started;
  }
}
