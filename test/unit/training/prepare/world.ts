import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction } from '../../../../src/contract/interaction.ts';
import type { Item } from '../../../../src/contract/item.ts';
import { generateCatalogue } from '../../../../src/simulate/catalogue.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { simulateShoppers } from '../../../../src/simulate/shoppers.ts';
import { openDuckdb } from '../../../../src/training/duckdb.ts';
import { Skipped } from '../../../../src/training/log/skipped.ts';
import {
  type PreparedSummary,
  type PrepareRequest,
  prepare,
} from '../../../../src/training/prepare/prepare.ts';
import { OUTPUT_NAMES, OUTPUTS, type OutputName } from '../../../../src/training/prepare/tables.ts';

/** A folder of a test's own. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'inkling-prepare-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface SmallShop {
  readonly items: readonly Item[];
  readonly log: string;
}

/**
 * Shoppers whose looks are short, told or not, with returns, level times and long breaks, and a program that goes
 * through the items too fast: every rule of cleaning has something to do, and to leave.
 */
function hastyShoppers(ids: readonly string[]): Record<string, Interaction[]> {
  const prng = new Prng(17);
  const shoppers: Record<string, Interaction[]> = {};
  for (let shopper = 0; shopper < 80; shopper++) {
    let at = 1_000_000;
    shoppers[`hasty ${shopper}`] = Array.from({ length: 30 }, () => {
      at += prng.pick([0, 0, 300, 300, 700, 1_500, 1_500, 2_500, 20_000, 1_800_000]);
      const kind = prng.pick(['view', 'view', 'view', 'dwell', 'select', 'cart_add', 'dislike'] as const);
      const dwellMs = prng.pick([undefined, undefined, 0, 400, 999, 1_000, 1_600, 2_000, 30_000]);
      return { kind, itemId: prng.pick(ids), at, ...(dwellMs === undefined ? {} : { dwellMs }) };
    });
  }
  for (const [name, gapMs] of [
    ['program', 300],
    ['level program', 0],
    ['quick person', 600],
  ] as const)
    shoppers[name] = Array.from({ length: 50 }, (_, i) => ({
      kind: i === 45 ? 'cart_add' : 'view',
      itemId: ids[i % ids.length]!,
      // The second half is another session, at ease.
      at: 9_000_000 + (i < 25 ? i * gapMs : 10_000_000 + i * 10_000),
    }));
  return shoppers;
}

/** Simulated shoppers with follows, refusals, level times, unknown items and somebody who came once. */
export async function writeSmallShop(folder: string, shoppers = 120): Promise<SmallShop> {
  const items = generateCatalogue({ seed: 4, count: 90 });
  const simulated = simulateShoppers({ seed: 9, count: shoppers, catalogue: items });
  const lines = simulated.map(({ id, interactions }) => JSON.stringify({ shopper: id, interactions }));
  const ids = items.map(({ id }) => id);
  const view = (itemId: string, at: number): Interaction => ({ kind: 'view', itemId, at });
  const awkward: Record<string, Interaction[]> = {
    // All at one time: the log's order decides.
    level: [view(ids[3]!, 5_000), view(ids[1]!, 5_000), view(ids[2]!, 5_000), view(ids[1]!, 5_000)],
    // What stood on both sides of a rejected item falls together, in one session and not in two.
    rejects: [
      view(ids[1]!, 1_000),
      view(ids[2]!, 2_000),
      { kind: 'cart_add', itemId: ids[1]!, at: 3_000 },
      { kind: 'dislike', itemId: ids[2]!, at: 4_000 },
      view(ids[1]!, 10_000_000),
      view(ids[2]!, 10_001_000),
    ],
    // A view and its refusal at one time, in both orders, and a fold whose strongest kind comes last.
    together: [
      view(ids[11]!, 1_000),
      view(ids[12]!, 2_000),
      { kind: 'dislike', itemId: ids[12]!, at: 2_000 },
      { kind: 'dislike', itemId: ids[13]!, at: 3_000 },
      view(ids[13]!, 3_000),
      view(ids[14]!, 4_000),
      { kind: 'wishlist', itemId: ids[14]!, at: 5_000 },
      { kind: 'purchase', itemId: ids[14]!, at: 6_000 },
    ],
    once: [view(ids[5]!, 1_000)],
    unknown: [view('gone', 1_000), view(ids[4]!, 2_000), view('gone too', 3_000), view(ids[6]!, 4_000)],
    follows: [
      { kind: 'follow', tokens: [items[0]!.brand!, items[7]!.brand!], at: 1_000 },
      view(ids[8]!, 2_000),
      { kind: 'unfollow', tokens: [items[0]!.brand!], at: 2_000 },
      view(ids[9]!, 3_000),
      { kind: 'follow', tokens: [items[20]!.brand!], at: 3_000 },
    ],
    // A session goes on over things that are no steps.
    "o'bridge \u{1f6d2} 购物": [
      view(ids[1]!, 1_000),
      { kind: 'search', tokens: ['pan'], at: 1_500_000 },
      view(ids[1]!, 3_000_000),
      view(ids[10]!, 3_100_000),
    ],
  };
  for (const [name, list] of Object.entries(hastyShoppers(ids.slice(0, 6)))) awkward[name] = list;
  // A line an interaction, newest first: nothing may lean on the order of the file.
  for (const [shopper, list] of Object.entries(awkward))
    for (const interaction of list.toSorted((a, b) => b.at - a.at))
      lines.push(JSON.stringify({ shopper, ...interaction }));
  const log = join(folder, 'log.jsonl');
  await writeFile(log, lines.join('\n'));
  return { items, log };
}

export const prepareShop = (
  { items, log }: SmallShop,
  out: string,
  options: Partial<PrepareRequest> = {},
): Promise<PreparedSummary> =>
  prepare({
    interactions: [log],
    items,
    out,
    engine: 'duckdb',
    memory: '256MB',
    maxGap: 10,
    partitions: 1,
    skipped: new Skipped(),
    stage: () => ({ advance() {}, end() {} }),
    ...options,
  });

/** All rows of each table, in the table's order. */
export async function readTables(folder: string): Promise<Record<OutputName, unknown[][]>> {
  const duckdb = await openDuckdb();
  try {
    const tables = {} as Record<OutputName, unknown[][]>;
    for (const name of OUTPUT_NAMES) {
      const { columns, key } = OUTPUTS[name];
      const answer = await duckdb.connection.runAndReadAll(
        `SELECT ${Object.keys(columns).join(', ')} FROM '${join(folder, `${name}.parquet`)}' ORDER BY ${key.join(', ')}`,
      );
      tables[name] = answer.getRowsJson() as unknown[][];
    }
    return tables;
  } finally {
    duckdb.close();
  }
}
