import { now } from '../contract/clock.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { InklingStore } from '../store/inkling_store.ts';
import { LessonStore } from '../store/lesson_store.ts';
import { type Consolidation, consolidate, isDue, isOf, parseConsolidation } from './consolidation.ts';
import { type Lesson, nextLesson, parseLesson } from './learner.ts';
import type { Snapshot } from './snapshot.ts';

/** What the worker makes of a history when it has nothing else to do: a lesson after each session, a look over all of it once a day. */
export class Studies {
  readonly #store: InklingStore;
  readonly #rows: LessonStore;
  #lesson: Lesson | undefined;

  constructor(store: InklingStore) {
    this.#store = store;
    this.#rows = new LessonStore(store);
  }

  /** How often the database was let go of: what was read before says nothing of one made anew. */
  get losses(): number {
    return this.#rows.losses;
  }

  /** @param D width of the model */
  async lesson(D: number): Promise<Lesson | undefined> {
    this.#lesson ??= parseLesson(await this.#rows.lesson(), D);
    return this.#lesson;
  }

  /** The last day's look; undefined when something that it was at has been taken back since, in whatever tab. */
  async consolidation(interactions: readonly StoredInteraction[]): Promise<Consolidation | undefined> {
    const last = parseConsolidation(await this.#rows.consolidation());
    return last && isOf(last, interactions) ? last : undefined;
  }

  /**
   * Learns from what a snapshot has of sessions that are over.
   *
   * @param losses    when it was taken
   * @param isCurrent whether the history is still that of the snapshot
   * @returns the snapshot with what was learnt; undefined when that is nothing new
   */
  async learn(snapshot: Snapshot, losses: number, isCurrent: () => boolean): Promise<Snapshot | undefined> {
    const known = this.#lesson; // perhaps of a history that is no more
    const lesson = (await nextLesson(snapshot, snapshot.lesson, isCurrent)) ?? snapshot.lesson;
    if (this.#lesson === known) this.#lesson = lesson;
    if (!isCurrent() || lesson === known) return undefined;
    await this.#rows.keep(lesson, losses);
    return { ...snapshot, lesson };
  }

  /** Once a day: lets expire what is too old, and looks over the whole history. @returns whether there is news */
  async consolidate(snapshot: Snapshot, losses: number, isCurrent: () => boolean): Promise<boolean> {
    const { model, consolidation, steps } = snapshot;
    const at = now();
    if (steps.length === 0 || !isDue(consolidation, model.folder.manifestHash, at)) return false;
    if ((await this.#store.expire(at)) > 0) return true; // of what is left when it is next asked for
    if (!isCurrent()) return false;
    const startedAt = performance.now();
    const looked = consolidate(snapshot, at);
    const last = { at, tookMs: Math.round(performance.now() - startedAt) };
    await this.#rows.keepConsolidation(looked, last, losses);
    return true;
  }

  /** The shopper wants nothing of what was learnt so far. */
  async reset(): Promise<void> {
    await this.#rows.keep(undefined, this.losses);
    this.forget();
  }

  /** Has the next one look anew. */
  forgetLook(): Promise<void> {
    return this.#rows.forgetConsolidation();
  }

  /** The history is another: what was learnt from it goes from memory, too. */
  forget(): void {
    this.#lesson = undefined;
  }
}
