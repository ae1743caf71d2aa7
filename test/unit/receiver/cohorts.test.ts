import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqliteStorage } from '../../../src/receiver/sqlite.ts';
import type { StoredRelease } from '../../../src/receiver/storage.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { survey, unevenShares } from '../../support/surveys.ts';
import { PERIOD, SITE, World, writeModel } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const at = (path: string) => `/v1/sites/${SITE}/${path}`;
const DAY = PERIOD * 28 + 3;

/** Puts releases of the rows' numbers into the database past the door, as a receiver would have. */
async function store(observed: readonly number[], more: Partial<StoredRelease> = {}): Promise<void> {
  const storage = await SqliteStorage.open(world.database);
  const common = { site: SITE, codebook: world.sha256, period: PERIOD, day: DAY, ...more };
  await storage.append(
    observed.flatMap((count, row) =>
      Array.from({ length: count }, () => ({ ...common, row, nonce: world.nonce() })),
    ),
  );
  await storage.close();
}

const SHARES = unevenShares(16);
const surveyed = (n: number, seed: number, epsilonMilli = 2_000, shares: readonly number[] = SHARES) =>
  survey(n, shares, epsilonMilli, new Prng(seed));

/** The same embeddings under other names: another file, and another epsilon that a shop goes over to. */
async function sameRowsInAnotherFile(): Promise<string> {
  const rows = world.codebook.rows.map(({ embedding }, k) => ({ name: { en: `Cohort ${k}` }, embedding }));
  // Another order, too: rows are matched by what they are.
  return writeModel(world.modelsDir, 'next', { ...world.codebook, rows: [...rows].reverse() });
}

describe('codebooks of the same embeddings', () => {
  test('are combined: counts as they are, shares by what each can tell', async () => {
    await (await world.receiver()).close();
    const before = surveyed(6_000, 1);
    await store(before.observed);
    const next = await sameRowsInAnotherFile();
    const receiver = await world.receiver({ live: ['next'], epsilonMilli: 4_000 });
    const after = surveyed(1_500, 2, 4_000);
    await store([...after.observed].reverse(), { codebook: next });

    const { total, codebooks, combined } = (await receiver.inject(at('cohorts'))).json();

    expect([total, combined.length]).toEqual([7_500, 1]);
    const [all] = combined;
    expect(all).toMatchObject({ codebooks: [world.sha256, next], total: 7_500 });
    expect(all.weights[0] + all.weights[1]).toBeCloseTo(1, 12);
    // 6000 (.2854)^2 = 489 of eps 2, 1500 (.7699)^2 = 889 of eps 4; what shares do to variances changes little.
    expect(all.weights[1]).toBeGreaterThan(0.55);
    expect(all.weights[1]).toBeLessThan(0.75);
    expect(all.agreement).toBeGreaterThan(0.001);
    expect(all.cohorts[0]).toMatchObject({ rows: [0, 15], name: { en: 'Cohort 0' }, isSuppressed: false });
    const count = (of: number, row: number) => codebooks[of].cohorts[row].count;
    expect(all.cohorts[0].count).toBeCloseTo(count(0, 0) + count(1, 15), 6);
    const shown = all.cohorts.filter(({ isSuppressed }: { isSuppressed: boolean }) => !isSuppressed);
    const rest = all.suppressed ?? { count: 0, share: 0 };
    const sum = (key: 'count' | 'share') =>
      shown.reduce((sofar: number, cohort: Record<string, number>) => sofar + cohort[key]!, rest[key]);
    expect(sum('count')).toBeCloseTo(7_500, 6);
    expect(sum('share')).toBeCloseTo(1, 9);
    // The same rows are hidden in all: one of them alone would be the difference.
    const hidden = (cohorts: { isSuppressed: boolean }[]) => cohorts.map(({ isSuppressed }) => isSuppressed);
    expect(hidden(codebooks[1].cohorts).reverse()).toEqual(hidden(codebooks[0].cohorts));
    expect(hidden(all.cohorts)).toEqual(hidden(codebooks[0].cohorts));
  });

  test('are compared with each other over the change', async () => {
    await (await world.receiver()).close();
    await store(surveyed(3_000, 3).observed, { period: PERIOD - 1 });
    const next = await sameRowsInAnotherFile();
    const receiver = await world.receiver({ live: ['next'], epsilonMilli: 4_000 });
    await store([...surveyed(3_000, 4, 4_000).observed].reverse(), { codebook: next });

    const { comparisons } = (await receiver.inject(at('drift'))).json();

    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]).toMatchObject({ codebooks: [world.sha256, next], totals: [3_000, 3_000] });
    expect(comparisons[0].changes[0].rows).toEqual([0, 15]);
    expect(comparisons[0].isDrift).toBe(false);
  });
});

describe('drift', () => {
  test('is told of the last two periods, with the change of each share', async () => {
    const receiver = await world.receiver();
    await store(surveyed(4_000, 5).observed, { period: PERIOD - 2 });
    const moved = SHARES.with(0, SHARES[3]!).with(3, SHARES[0]!);
    await store(surveyed(4_000, 6, 2_000, moved).observed);

    const answer = (await receiver.inject(at('drift'))).json();

    expect(answer).toMatchObject({ site: SITE, from: PERIOD - 2, to: PERIOD, falseAlarmRate: 0.01 });
    const [{ changes, degrees, pValue, isDrift, suppressed }] = answer.comparisons;
    expect(isDrift).toBe(true);
    expect(pValue).toBeLessThan(0.01);
    const shown = changes.filter(({ isSuppressed }: { isSuppressed: boolean }) => !isSuppressed);
    expect(degrees).toBe(shown.length - (suppressed ? 0 : 1));
    const truth = SHARES[3]! - SHARES[0]!;
    expect(changes[0].low).toBeLessThan(truth);
    expect(changes[0].high).toBeGreaterThan(truth);
    expect(changes[0].change).toBeCloseTo(changes[0].high / 2 + changes[0].low / 2, 1);
  });

  test('is not told before there are two periods, or backwards', async () => {
    const receiver = await world.receiver();
    await store(surveyed(500, 7).observed);

    expect((await receiver.inject(at('drift'))).json()).toMatchObject({ to: PERIOD, comparisons: [] });
    expect((await receiver.inject(at('drift?from=8&to=8'))).statusCode).toBe(400);
    expect((await receiver.inject('/v1/sites/nobody/drift')).statusCode).toBe(404);
  });
});

describe('the mean embedding', () => {
  test('lies near the truth, as near as it says', async () => {
    const receiver = await world.receiver();
    await store(surveyed(8_000, 8).observed);

    const { codebooks } = (await receiver.inject(at('mean'))).json();

    const [{ mean, error, shift, D }] = codebooks;
    const units = world.codebook.rows.map(({ embedding }) => {
      return Array.from(embedding, (step) => step / Math.hypot(...embedding));
    });
    const distance = Math.hypot(
      ...mean.map((value: number, d: number) => {
        return value - SHARES.reduce((sum, share, k) => sum + share * units[k]![d]!, 0);
      }),
    );
    expect(D).toBe(64);
    expect(distance).toBeLessThan(3 * error + 8 * shift);
    expect(error).toBeLessThan(0.2);
  });

  test('is not told of nobody', async () => {
    const receiver = await world.receiver();

    const { codebooks } = (await receiver.inject(at('mean'))).json();

    expect(codebooks[0]).toMatchObject({ total: 0, mean: null, low: null, error: null });
    expect((await receiver.inject(at('mean?from=9&to=8'))).statusCode).toBe(400);
  });
});

test('what came on the day of a surge is left out until somebody has settled it', async () => {
  const receiver = await world.receiver();
  const { observed } = surveyed(2_000, 9);
  await store(observed);
  const before = (await receiver.inject(at('cohorts'))).json();
  await store([900, 100], { day: DAY + 1 });
  await store([5_000], { day: DAY + 1, isHeld: true });

  const during = (await receiver.inject(at('cohorts'))).json();
  const storage = await SqliteStorage.open(world.database);
  await storage.settleQuarantine(SITE, DAY + 1, 'count');
  await storage.close();
  const after = (await receiver.inject(at('cohorts'))).json();

  expect(during.leftOutDays).toEqual([new Date((DAY + 1) * 86_400_000).toISOString().slice(0, 10)]);
  expect({ ...during, leftOutDays: [] }).toEqual(before);
  expect([after.total, after.leftOutDays]).toEqual([8_000, []]);
});
