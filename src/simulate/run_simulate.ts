import { writeFile } from 'node:fs/promises';
import { generateCatalogue } from './catalogue.ts';
import { simulateShoppers } from './shoppers.ts';

export interface SimulateArguments {
  readonly shoppers: number;
  readonly seed: number;
  /** JSONL, a shopper a line: {"shopper", "interactions"}. */
  readonly out: string;
  /** Where the catalogue goes, JSONL, an item a line. */
  readonly items?: string;
  /** Where the ground truth goes, JSONL, a shopper a line: {"shopper", ...truth}. */
  readonly truth?: string;
  /** Items of the generated catalogue. */
  readonly itemCount?: number;
  readonly catalogueSeed?: number;
}

/** `inkling simulate`: writes seeded shoppers of the demo shop, and returns how many interactions. */
export async function runSimulate(given: SimulateArguments): Promise<{ interactions: number }> {
  const catalogue = generateCatalogue({ seed: given.catalogueSeed ?? 1, count: given.itemCount ?? 1_200 });
  const shoppers = simulateShoppers({ seed: given.seed, count: given.shoppers, catalogue });
  await writeFile(given.out, lines(shoppers.map(({ id, interactions }) => ({ shopper: id, interactions }))));
  if (given.items) await writeFile(given.items, lines(catalogue));
  if (given.truth)
    await writeFile(given.truth, lines(shoppers.map(({ id, truth }) => ({ shopper: id, ...truth }))));
  return { interactions: shoppers.reduce((sum, { interactions }) => sum + interactions.length, 0) };
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
