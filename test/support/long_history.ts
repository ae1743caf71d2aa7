import type { Page } from '@playwright/test';
import { DAY_MS } from '../../src/contract/config.ts';
import { SESSION_GAP_MS } from '../../src/contract/interaction.ts';
import type { Item } from '../../src/contract/item.ts';
import { type InklingHandle, PANEL_PORT } from '../../src/contract/page_api.ts';
import { type TakenInteraction, writeTakeAway } from '../../src/contract/take_away.ts';
import { NO_WISHES } from '../../src/contract/wishes.ts';
import { Prng } from '../../src/simulate/prng.ts';
import { ITEMS } from './demo_items.ts';

/** As many as a device keeps. */
export const FULL_DEVICE = 5_000;

const DAYS = 150;
const SESSION_ROWS = 25;
const VISITED = 60;

/**
 * A file of what a regular of the demo shop did over 150 days: visits of 25 interactions, mostly with items of three
 * departments. Seeded.
 *
 * @param until its latest time, ms since the epoch
 */
export function longHistory(origin: string, until: number, rows = FULL_DEVICE): string {
  const random = new Prng(7);
  const liked = ITEMS.filter(({ category }) => ['Garden', 'Kitchen', 'Pets'].includes(category![0]!));
  const visits = Math.ceil(rows / SESSION_ROWS);
  const interactions = Array.from({ length: rows }, (_, i): TakenInteraction => {
    const visit = Math.floor(i / SESSION_ROWS);
    const from = random.next() < 0.8 ? liked : ITEMS;
    const { id } = from[random.integer(Math.min(from.length, 4 * VISITED))]!;
    const start = until - DAYS * DAY_MS + (visit / visits) * (DAYS * DAY_MS - SESSION_GAP_MS);
    const at = Math.round(start + (i % SESSION_ROWS) * 20_000);
    const kind = (['view', 'dwell', 'scroll', 'select', 'cart_add'] as const)[i % 5]!;
    return { kind, itemId: id, at, ...(kind === 'dwell' ? { dwellMs: 4_000 } : {}) };
  });
  const seen = new Set(interactions.map(({ itemId }) => itemId));
  const items = ITEMS.filter(({ id }) => seen.has(id)).map(
    ({ id, name, brand, category, price, currency, url, image }) =>
      ({ id, name, brand, category, price, currency, url, image }) as Item,
  );
  return writeTakeAway({ origin, takenAt: until, interactions, items, relations: [], wishes: NO_WISHES });
}

/** Has the page's Inkling bring such a file back, as the panel does. Recording must be on. */
export async function bringBack(page: Page, file: string): Promise<void> {
  await page.evaluate(
    ([text, port]) => {
      const { inkling } = window as unknown as { inkling: InklingHandle };
      return inkling[Symbol.for(port!) as typeof PANEL_PORT].bringBack(text!);
    },
    [file, PANEL_PORT.description!],
  );
}
