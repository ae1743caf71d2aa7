import { type Kind, kindIndex, type StoredInteraction } from '../contract/interaction.ts';
import { flawsOf, type Run } from './cleaning.ts';

/** One position of a sequence: what a shopper did with an item, brief repeats folded into one. */
export interface Step {
  /** Index into the catalogue, 1-based. */
  readonly item: number;
  /** Strongest kind of the folded interactions. */
  readonly kind: Kind;
  readonly at: number;
  readonly session: number;
  /** Database keys of the interactions it stands for. */
  readonly interactionIds: readonly number[];
}

/** Interactions that say something against an item: its earlier steps are dropped. */
const REJECTING: ReadonlySet<Kind> = new Set<Kind>(['dislike', 'cart_remove', 'refund']);

/** Too weak or too common to be a position of its own. */
const IGNORED: ReadonlySet<Kind> = new Set<Kind>([
  'impression',
  'search',
  'filter',
  'cart_view',
  'checkout',
  'unfollow',
  'follow',
]);

/** Higher wins when interactions with one item are folded. */
const STRENGTH: Partial<Record<Kind, number>> = {
  scroll: 1,
  select: 1,
  dwell: 2,
  view: 3,
  variant: 4,
  share: 5,
  like: 5,
  rate: 5,
  start: 5,
  wishlist: 6,
  complete: 7,
  cart_add: 8,
  purchase: 9,
};

/** What an interaction of a kind does to the steps: nothing, drops its item's earlier ones, or is one, so strong. */
export const roleOf = (kind: Kind): 'ignored' | 'rejecting' | number =>
  IGNORED.has(kind) ? 'ignored' : REJECTING.has(kind) ? 'rejecting' : (STRENGTH[kind] ?? 0);

/** Up to this strength an interaction is a look, and nothing that was wanted of the item. */
export const LOOK_STRENGTH = STRENGTH.view!;

const strengthOf = (kind: Kind): number => STRENGTH[kind] ?? 0;

/**
 * The steps that the model sees, oldest first. Leaves out gifts, what was somebody else's, and
 * items that were rejected afterwards; of what is left, folds neighbouring interactions with one item
 * in one session, leaves out what cleaning.ts finds wrong, and folds again what now stands side by side.
 * `training/prepare/sql.ts` says the same in SQL.
 *
 * @param interactions oldest first
 * @param indexOf      item index, or undefined when the model does not know the item
 */
export function toSteps(
  interactions: readonly StoredInteraction[],
  indexOf: (itemId: string) => number | undefined,
): Step[] {
  const runs = toRuns(interactions, indexOf);
  const flaws = flawsOf(runs);
  return fold(runs.filter((_, i) => !flaws[i])).map(({ item, kind, at, session, interactionIds }) => ({
    item,
    kind,
    at,
    session,
    interactionIds,
  }));
}

/** What toSteps judges: neighbouring interactions with one item, before any is left out but what was rejected. */
export function toRuns(
  interactions: readonly StoredInteraction[],
  indexOf: (itemId: string) => number | undefined,
): Run[] {
  const rejected = new Set<number>();
  const runs: Run[] = [];
  // Backwards: what comes later decides.
  for (let i = interactions.length - 1; i >= 0; i--) {
    const { id, kind, itemId, at, session, dwellMs, gift, notMe } = interactions[i]!;
    if (gift || notMe || itemId === undefined) continue;
    const item = indexOf(itemId);
    if (item === undefined) continue;
    const role = roleOf(kind);
    if (role === 'rejecting') rejected.add(item);
    else if (role !== 'ignored' && !rejected.has(item))
      runs.push({
        item,
        kind,
        at,
        session,
        interactionIds: [id],
        isLook: role <= LOOK_STRENGTH,
        views: kind === 'view' ? 1 : 0,
        told: dwellMs === undefined ? 0 : 1,
        shownMs: dwellMs ?? 0,
      });
  }
  return fold(runs.reverse());
}

function fold(runs: readonly Run[]): Run[] {
  const folded: Run[] = [];
  for (const run of runs) {
    const last = folded.at(-1);
    if (last && last.item === run.item && last.session === run.session) {
      folded[folded.length - 1] = {
        ...last,
        kind: strengthOf(run.kind) > strengthOf(last.kind) ? run.kind : last.kind,
        interactionIds: [...last.interactionIds, ...run.interactionIds],
        isLook: last.isLook && run.isLook,
        views: last.views + run.views,
        told: last.told + run.told,
        shownMs: last.shownMs + run.shownMs,
      };
    } else folded.push(run);
  }
  return folded;
}

/** Kind index of a step, for the model. */
export const stepKind = (step: Step): number => kindIndex(step.kind);
