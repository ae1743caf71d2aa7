import { type ConsentSignals, decideConsent, sumUp } from '../capture/consent/decide.ts';
import { now } from '../contract/clock.ts';
import type { ConsentView } from '../contract/page_api.ts';
import type { Choice, Hand } from '../contract/records.ts';
import { ChoiceStore } from '../store/choice_store.ts';

/** A change of the switches; an omitted one keeps what it shows. */
export interface SwitchChange {
  readonly record?: boolean | undefined;
  readonly release?: boolean | undefined;
}

/** What this needs of the guard database. Reading must not create it. */
export type GuardDoor = () => Promise<Pick<ChoiceStore, 'choice' | 'setChoice'>>;

/** The shopper's choice on disk, judged against what the browser says now. */
export class ConsentStore {
  readonly #guard: ReturnType<GuardDoor>;
  readonly #signals: () => ConsentSignals;
  #choice: Choice | undefined;
  /** What the tools said when it was last acted on: in a tab that sleeps they may have been overtaken. */
  #heeded = `${undefined} ${undefined}`;

  constructor(signals: () => ConsentSignals, openGuard: GuardDoor = ChoiceStore.open) {
    this.#guard = openGuard();
    this.#signals = signals;
  }

  /** The choice that was last read. */
  get choice(): Choice | undefined {
    return this.#choice;
  }

  /** Reads choice and signals anew. Creates no database: before any choice there is none. */
  async view(): Promise<ConsentView> {
    const signals = this.#signals();
    // A foreign frame or an open connection has nothing to look up: both switches are off there.
    if (canHoldChoice(signals)) this.#choice = await (await this.#guard).choice();
    return this.viewNow();
  }

  /** As `view`, by the choice that was last read: for the last moment of a page, which waits for nothing. */
  viewNow(): ConsentView {
    return decideConsent(this.#choice, this.#signals(), now());
  }

  /** What this page's tools say that they did not say when last asked; empty while they are undecided. */
  news(): SwitchChange | undefined {
    const { tools } = this.#signals();
    const record = sumUp(tools, 'record');
    const release = sumUp(tools, 'release');
    const said = `${record} ${release}`;
    if (said === this.#heeded) return undefined;
    this.#heeded = said;
    return typeof record === 'boolean' ? { record, release: release ?? undefined } : {};
  }

  /** Stores the change unless it says nothing new, and returns what holds now. */
  async choose(change: SwitchChange, by: Hand, at: number): Promise<ConsentView> {
    const before = await this.view();
    const signals = this.#signals();
    const isRefused = by === 'site' && sumUp(signals.tools, 'record') === false;
    const next = mergeChoice(this.#choice, before, isRefused ? withoutYes(change) : change, by);
    const { pausedUntil, locked } = this.#choice ?? {};
    // A hand that turns a switch goes on; nobody else's word ends a pause, and nobody's a lock.
    const goesOn = by === 'shopper' && pausedUntil !== undefined;
    if (canHoldChoice(signals) && next && (goesOn || !isSame(next, this.#choice))) {
      const { gpc, tools } = signals;
      const choice: Choice = {
        ...{ record: next.record, release: next.release, by: next.by, at, gpc },
        ...(Object.keys(tools).length > 0 && { tools }),
        ...(pausedUntil !== undefined && !goesOn && { pausedUntil }),
        ...(locked && { locked }),
      };
      await (await this.#guard).setChoice(choice);
      this.#choice = choice;
    }
    return this.viewNow();
  }

  /** Stores a pause or a lock beside the choice, or takes it away. Before any choice nothing goes on that could rest. */
  async rest({
    pausedUntil,
    locked,
  }: Pick<Choice, 'pausedUntil'> & { locked?: boolean }): Promise<ConsentView> {
    await this.view();
    const before = this.#choice;
    if (before && canHoldChoice(this.#signals())) {
      const { pausedUntil: was, locked: wasLocked, ...choice } = before;
      const until = pausedUntil ?? was ?? 0;
      this.#choice = {
        ...choice,
        ...(until > now() && { pausedUntil: until }),
        ...((locked ?? wasLocked) && { locked: true as const }),
      };
      await (await this.#guard).setChoice(this.#choice);
    }
    return this.viewNow();
  }
}

/**
 * The choice after a change, or undefined when nobody has chosen and nothing was said.
 *
 * The shop's banner speaks for the shopper until the shopper speaks in the panel; from then on the
 * banner can only switch off, because a refusal is remembered. A switch that the shopper's hand left
 * alone keeps what it showed, so that GPC is lifted only by a hand that meant to.
 *
 * A tool's yes is stored where nobody else has chosen; where somebody has, only its no counts. Its no is
 * stored where there is a yes to take back: before any choice a tool that refuses leaves nothing at all.
 */
export function mergeChoice(
  previous: Choice | undefined,
  shown: SwitchChange,
  change: SwitchChange,
  by: Hand,
): Pick<Choice, 'record' | 'release' | 'by'> | undefined {
  const { record, release } = change;
  if (record === undefined && release === undefined) return previous;
  if (by === 'shopper')
    return { by, record: record ?? shown.record === true, release: release ?? shown.release === true };
  const was = previous ?? { record: false, release: false };
  if (by === 'tool') {
    if (!record && !was.record) return previous;
    if (!record || !previous || previous.by === 'tool')
      return { by, record: record === true, release: record === true && (release ?? was.release) };
    return { ...previous, release: was.release && release !== false };
  }
  if (previous?.by === 'shopper')
    return {
      by: 'shopper',
      record: was.record && record !== false,
      release: was.release && release !== false,
    };
  return { by, record: record ?? was.record, release: release ?? was.release };
}

const withoutYes = ({ record, release }: SwitchChange): SwitchChange => ({
  record: record ? undefined : record,
  release: release ? undefined : release,
});

const canHoldChoice = (signals: ConsentSignals): boolean => signals.secureContext && !signals.crossSiteFrame;

const isSame = (a: Pick<Choice, 'record' | 'release' | 'by'>, b: Choice | undefined): boolean =>
  b !== undefined && a.record === b.record && a.release === b.release && a.by === b.by;
