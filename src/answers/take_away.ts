import {
  type ImportReport,
  parseTakeAway,
  type TakenInteraction,
  writeTakeAway,
} from '../contract/take_away.ts';
import type { LedgerView } from '../contract/worker_api.ts';
import type { InklingStore } from '../store/inkling_store.ts';
import type { WishStore } from '../store/wish_store.ts';

/** The file of all that this device knows. @param origin of the shop @param takenAt ms since the Unix epoch */
export async function takeAway(
  store: InklingStore,
  wishes: WishStore,
  { entries, budget }: Pick<LedgerView, 'entries' | 'budget'>,
  origin: string,
  takenAt: number,
): Promise<string> {
  const [interactions, items, relations] = await Promise.all([
    store.interactions(),
    store.items(),
    store.relations(),
  ]);
  return writeTakeAway({
    origin,
    takenAt,
    interactions: interactions.map(({ id: _, session: __, ...row }) => row),
    items: items.map(({ seenAt: _, ...item }) => item),
    relations,
    wishes: await wishes.wishes(),
    ledger: { entries, ...(budget && { budget }) },
  });
}

/**
 * Merges a file into what is here: rows that are here already are passed over, and what the shopper said here
 * stands against what the file says. Ledger, budget, outbox and consent are not read.
 *
 * @throws InklingError `invalid-argument`, and then nothing has changed
 */
export async function bringBack(
  store: InklingStore,
  wishes: WishStore,
  text: unknown,
  origin: string,
  now: number,
): Promise<ImportReport> {
  const brought = parseTakeAway(text, origin, now);
  const here = new Set((await store.interactions()).map(nameOf));
  const seen = new Set((await store.items()).map(({ id }) => id));
  const fresh = brought.interactions.filter((row) => {
    const isFresh = !here.has(nameOf(row));
    here.add(nameOf(row)); // a file may hold a row twice
    return isFresh;
  });
  const newItems = brought.items.filter(({ id }) => !seen.has(id));
  await store.append([...fresh, ...brought.relations], newItems);
  await wishes.update((own) => ({
    ...own,
    tastes: { ...brought.wishes.tastes, ...own.tastes },
    facts: { ...brought.wishes.facts, ...own.facts },
  }));
  return {
    added: fresh.length,
    known: brought.interactions.length - fresh.length,
    unreadable: brought.unreadable,
  };
}

/** What makes two rows of two databases one thing that was done. */
const nameOf = ({ kind, itemId, at, tokens }: TakenInteraction): string =>
  JSON.stringify([kind, itemId, at, tokens]);
