import { InklingError } from '../contract/error.ts';
import type { Evidence, PanelWorker, Preview, PreviewChange, TasteMap } from '../contract/panel_worker.ts';
import { parseRecommendQuery } from '../contract/recommend_query.ts';
import type { Erasure } from '../contract/records.ts';
import { isFollow } from '../contract/relation.ts';
import type { ImportReport } from '../contract/take_away.ts';
import {
  type Facts,
  NO_WISHES,
  parseFacts,
  parseWishes,
  type Taste,
  type Wishes,
} from '../contract/wishes.ts';
import type { HistoryRow, LedgerView, ProfileView, RelationRow, RowKey } from '../contract/worker_api.ts';
import type { AnswersFile, Lent } from '../engine/lent.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import { eraseRelease } from '../export/erase_release.ts';
import { ledgerView } from '../export/ledger_view.ts';
import { relationsOf } from '../features/relations.ts';
import { normaliseInPlace } from '../profile/interests.ts';
import { tasteMap } from '../profile/taste_map.ts';
import { evidenceOf } from './evidence.ts';
import { interestsOf, profileView } from './profile_view.ts';
import { bringBack, takeAway } from './take_away.ts';
import { type Then, weeklySnapshots } from './weeks.ts';

/** So many recommendations tell what a change would do. */
const PREVIEWED = 4;

export const createAnswers: AnswersFile['createAnswers'] = (lent) => new Answers(lent);

/** Answers what only the panel asks, with what the worker lends. */
class Answers implements PanelWorker {
  readonly #lent: Lent;
  #study: Study | undefined;

  constructor(lent: Lent) {
    this.#lent = lent;
  }

  async profile(): Promise<ProfileView> {
    const snapshot = await this.#lent.current();
    // What was said is there to be taken back during a pause, too.
    if (!snapshot) return { ...EMPTY_PROFILE, wishes: await this.#lent.wishes.wishes() };
    return profileView(snapshot, await this.#lent.nearestRow(snapshot), this.#lent.now());
  }

  async evidence(): Promise<readonly Evidence[]> {
    const snapshot = await this.#lent.current();
    if (!snapshot) return [];
    const study = this.#studyOf(snapshot);
    study.evidence ??= study.weeks.then((weeks) => evidenceOf(snapshot, weeks));
    return study.evidence;
  }

  async tasteMap(): Promise<TasteMap | undefined> {
    const snapshot = await this.#lent.current();
    if (!snapshot) return undefined;
    const { index, entities, folder } = snapshot.model;
    const weeks = await this.#studyOf(snapshot).weeks;
    const profiles = weeks.map(({ at, known }) => ({ at, profile: known.inference.profile }));
    return tasteMap({ index, entities, D: folder.manifest.D, profiles });
  }

  async embedding(): Promise<Float32Array | undefined> {
    const snapshot = await this.#lent.current();
    return snapshot?.steps.length ? normaliseInPlace(snapshot.inference.profile.slice()) : undefined;
  }

  async history(): Promise<HistoryRow[]> {
    const { store } = this.#lent.databases;
    const [interactions, seen] = await Promise.all([store.interactions(), store.items()]);
    const items = new Map(seen.map((item) => [item.id, item]));
    return interactions.map((row) => {
      const item = row.itemId === undefined ? undefined : items.get(row.itemId);
      return item ? { ...row, item } : row;
    });
  }

  async relations(): Promise<RelationRow[]> {
    const { store } = this.#lent.databases;
    const [interactions, stored, items] = await Promise.all([
      store.interactions(),
      store.relations(),
      store.items(),
    ]);
    const names = new Map(items.map(({ id, name }) => [id, name]));
    return relationsOf(interactions, stored).map((relation) => {
      const name = isFollow(relation.kind) ? undefined : names.get(relation.target);
      return name === undefined ? relation : { ...relation, name };
    });
  }

  async removeInteractions(keys: readonly RowKey[]): Promise<void> {
    await this.#lent.removals.remove(keys);
    this.#lent.forgetHistory();
  }

  async removeSoon(keys: readonly RowKey[], afterMs: number): Promise<void> {
    await this.#lent.removals.await({ keys, dueAt: this.#lent.now() + afterMs });
  }

  async markInteractions(ids: readonly number[], mark: 'gift' | 'notMe', on: boolean): Promise<void> {
    await this.#lent.databases.store.mark(ids, mark, on);
    this.#lent.forgetHistory();
  }

  async preview({ without = [], taste }: PreviewChange): Promise<Preview> {
    const gone = new Set(without);
    const snapshot = await this.#lent.take(
      (rows) => rows.filter(({ id }) => !gone.has(id)),
      (wishes) => (taste ? withTaste(wishes, taste.path, taste.taste) : wishes),
    );
    if (!snapshot) return { interests: [], recommendations: [] };
    return {
      interests: interestsOf(snapshot).departments,
      recommendations: this.#lent.recommendations(snapshot, parseRecommendQuery({ count: PREVIEWED })),
    };
  }

  setTaste(path: string, taste: Taste | undefined): Promise<void> {
    return this.#wish((wishes) => withTaste(wishes, path, taste));
  }

  setFacts(facts: Facts): Promise<void> {
    return this.#wish((wishes) => ({ ...wishes, facts: parseFacts(facts) }));
  }

  async resetLearning(): Promise<void> {
    await this.#wish((wishes) => ({ ...wishes, learnsFrom: this.#lent.now() }));
    await this.#lent.studies.reset();
    this.#lent.forgetHistory();
  }

  async takeAway(): Promise<string> {
    const { databases, wishes, now } = this.#lent;
    return takeAway(databases.store, wishes, await this.ledger(), location.origin, now());
  }

  async bringBack(file: string): Promise<ImportReport> {
    const { databases, wishes, now } = this.#lent;
    if (!this.#lent.consent().record)
      throw new InklingError('not-consented', 'recording must be on to bring a file back');
    const report = await bringBack(databases.store, wishes, file, location.origin, now());
    this.#lent.forgetHistory();
    return report;
  }

  async ledger(): Promise<LedgerView> {
    const { databases, options } = this.#lent;
    const status = await this.#lent.releaseStatus();
    return ledgerView(databases, status, this.#lent.folder()?.codebook, options.language, options.config);
  }

  eraseRelease(period: number): Promise<Erasure | undefined> {
    const { databases, options, now } = this.#lent;
    return eraseRelease(databases.store, period, options.config, () => now());
  }

  #studyOf(snapshot: Snapshot): Study {
    if (this.#study?.of === snapshot.inference) return this.#study;
    const weeks = weeklySnapshots(snapshot, this.#lent.now());
    const study: Study = { of: snapshot.inference, weeks };
    this.#study = study;
    // What failed is tried again with the next question.
    weeks.catch(() => {
      if (this.#study === study) this.#study = undefined;
    });
    return study;
  }

  async #wish(change: (wishes: Wishes) => Wishes): Promise<void> {
    // What is said before anything has been done is kept, too: then there is no database yet.
    await this.#lent.wishes.update((wishes) => parseWishes(change(wishes)), this.#lent.consent().record);
    await this.#lent.forgetWishes();
  }
}

/** What takes its time, for as long as the pass of the model that it is about is the last one. */
interface Study {
  readonly of: Snapshot['inference'];
  readonly weeks: Promise<Then[]>;
  evidence?: Promise<Evidence[]>;
}

/** The wishes with this said of a category path, or, undefined, nothing. */
function withTaste(wishes: Wishes, path: string, taste: Taste | undefined): Wishes {
  const { [path]: _, ...others } = wishes.tastes;
  return { ...wishes, tastes: taste ? { ...others, [path]: taste } : others };
}

const EMPTY_PROFILE: ProfileView = {
  interests: [],
  topics: [],
  groups: { basic: 0, behaviour: 0, tags: 0, relations: 0 },
  kept: [],
  interactions: 0,
  learned: 0,
  departments: [],
  wishes: NO_WISHES,
  updatedAt: 0,
};
