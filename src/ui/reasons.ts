import type { Kind } from '../contract/interaction.ts';
import type { Reason } from '../contract/worker_api.ts';
import { dayOf, type Formats } from './format.ts';
import { nounsFor } from './words/nouns.ts';
import { reasonWords } from './words/reason_words.ts';

/** Reasons that read as one sentence. */
export interface ReasonGroup {
  /** Stable while the profile does not change. */
  readonly key: string;
  readonly sentence: string;
  /** Interactions behind it. */
  readonly ids: readonly number[];
  readonly share: number;
}

/** Kinds that a shopper would all call "viewed". */
const VIEWED: ReadonlySet<Kind> = new Set<Kind>([
  'impression',
  'view',
  'dwell',
  'scroll',
  'select',
  'variant',
]);

/**
 * The reasons for one interest in words, weightiest first. Of a kind, three or more items become
 * "3 items of Hair care"; up to two are named.
 *
 * @param interest name of the interest, as a person calls it.
 */
export function groupReasons(
  reasons: readonly Reason[],
  interest: string,
  formats: Formats,
): readonly ReasonGroup[] {
  const kinds = new Map<Kind, Reason[]>();
  for (const reason of reasons) {
    const kind = VIEWED.has(reason.kind) ? 'view' : reason.kind;
    kinds.set(kind, [...(kinds.get(kind) ?? []), reason]);
  }
  const groups = [...kinds].flatMap(([kind, alike]) => groupKind(kind, alike, interest, formats));
  return groups.sort((a, b) => b.share - a.share);
}

/** One reason without its time, for a card: "Because you viewed Silk Shampoo". */
export function shortReason({ kind, itemName, preset }: Reason, { code }: Formats): string | undefined {
  if (itemName === undefined) return undefined;
  const words = reasonWords[code](nounsFor(code, preset ?? 'shop'));
  const did = words.did[VIEWED.has(kind) ? 'view' : kind].replace('{}', () => words.named(itemName));
  return words.becauseShort(did);
}

function groupKind(
  kind: Kind,
  reasons: readonly Reason[],
  interest: string,
  formats: Formats,
): ReasonGroup[] {
  const items = new Map<string, Reason[]>();
  for (const reason of reasons) {
    const item = reason.itemId ?? '';
    items.set(item, [...(items.get(item) ?? []), reason]);
  }
  if (items.size > 2) return [sentenceFor(kind, reasons, undefined, items.size, interest, formats)];
  return [...items.values()].map((of) => sentenceFor(kind, of, of[0]?.itemName, 1, interest, formats));
}

function sentenceFor(
  kind: Kind,
  reasons: readonly Reason[],
  name: string | undefined,
  items: number,
  interest: string,
  formats: Formats,
): ReasonGroup {
  const { code, number, when } = formats;
  const words = reasonWords[code](nounsFor(code, reasons[0]?.preset ?? 'shop'));
  const what =
    items > 1
      ? words.itemsOf(number(items), interest)
      : name === undefined
        ? words.somethingOf(interest)
        : words.named(name);
  // A function, because an item's name may hold "$&".
  const did = words.did[kind].replace('{}', () => what);
  const times = reasons.map((reason) => reason.at);
  const last = Math.max(...times);
  const isOneDay = new Set(times.map(dayOf)).size === 1;
  const say = isOneDay ? words.because : words.becauseLast;
  return {
    key: `${kind}:${reasons[0]?.itemId ?? ''}:${items}`,
    sentence: say(did, when(last)),
    ids: reasons.flatMap((reason) => reason.interactionIds),
    share: reasons.reduce((sum, reason) => sum + reason.share, 0),
  };
}
