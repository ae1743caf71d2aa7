import { beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { decodeEntities } from '../../../src/model/folder.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { readSequences } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from '../../../src/training/train.ts';
import { temporaryFile } from './temporary_file.ts';

/**
 * A planted shopper whose sequence nobody else has, half of it items that nobody else has either. An
 * attacker holds the model folder and one item of the sequence, and looks for the next.
 */
const ITEMS = 120;
const RARE = 8;
const items: Item[] = Array.from({ length: ITEMS }, (_, i) => ({
  id: `i${i}`,
  name: 'Thing',
  brand: `Brand ${i % 6}`,
  category: [`Department ${Math.floor(i / 30)}`, `Leaf ${Math.floor(i / 10)}`],
}));
const rare = Array.from({ length: RARE }, (_, i) => i * 15);
const common = items.map((_, i) => i).filter((i) => !rare.includes(i));

function log(seed: number): string[] {
  const prng = new Prng(seed);
  const lines = Array.from({ length: 300 }, () => {
    const department = prng.integer(4);
    const shelf = common.filter((i) => Math.floor(i / 30) === department);
    return prng.shuffle([...shelf]).slice(0, 8);
  });
  return lines.map((line) => line.map((i) => `i${i}`).join(' '));
}

/** Rare and common items of ever another department by turns. */
const canary = rare.flatMap((i, turn) => [i, common[(turn * 37 + 50) % common.length]!]);

describe.each([
  ['a vector for each item', undefined, 11],
  ['a vector for each item', undefined, 12],
  ['codes of vectors', 'vectors', 11],
  ['codes of vectors', 'vectors', 12],
  ['codes of vectors', 'vectors', 15],
  ['codes of components', 'components', 11],
  ['codes of components', 'components', 12],
] as const)('a shopper whom nobody resembles, at the default of five, in a model of %s', (_, codes, seed) => {
  let report: TrainReport;
  beforeAll(async () => {
    await startTraining('wasm');
    const file = temporaryFile(...log(seed), canary.map((i) => `i${i}`).join(' '));
    const settings = {
      ...DEFAULT_SETTINGS,
      protocol: 'leave-one-out' as const,
      epochs: 6,
      patience: 6,
      learningRate: 5e-3,
      shape: { D: 16, T: 24, heads: 2, blocks: 1, F: 16 },
      codes,
    };
    report = await train(items, await readSequences(file), settings, () => {});
  }, 60_000);

  const indexOf = (i: number) => report.model.catalogue.cards.findIndex(({ id }) => id === `i${i}`) + 1;
  /** The last two steps are held out of training: nothing of them could be found. */
  const pairs = canary.slice(0, -3).map((item, t) => [item, canary[t + 1]!] as const);

  test('stands in no neighbour list', () => {
    const { neighbours, M } = { ...report.model, neighbours: report.model.neighbours.neighbours };
    const listed = pairs.filter(([item, next]) =>
      neighbours.subarray(indexOf(item) * M, (indexOf(item) + 1) * M).includes(indexOf(next)),
    );

    expect(neighbours.some((neighbour) => neighbour !== 0)).toBe(true);
    expect(listed).toEqual([]);
  });

  test('is not found by nearest vectors', () => {
    const { entities, catalogue, shape } = report.model;
    const R = 1 + catalogue.cards.length + catalogue.brands.length + catalogue.tags.length;
    const table = decodeEntities(entities, R, shape.D);
    const row = (item: number) => table.subarray(item * shape.D, (item + 1) * shape.D);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);
    const cosine = (a: number, b: number) =>
      dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)));
    const ranks = pairs.map(([item, next]) => {
      const own = cosine(indexOf(item), indexOf(next));
      return catalogue.cards.filter((_, i) => cosine(indexOf(item), i + 1) > own).length;
    });

    // By chance the next item is the nearest of 119 once in 119 times, and stands in the middle.
    expect(ranks.filter((rank) => rank <= 2).length).toBeLessThanOrEqual(1);
    expect(ranks.sort((a, b) => a - b)[Math.floor(ranks.length / 2)]).toBeGreaterThan(ITEMS / 6);
  });

  test('lends items that nobody else had no vector of their own', () => {
    expect(report.itemsByAttributesAlone).toBe(RARE);
  });
});
