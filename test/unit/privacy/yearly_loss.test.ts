import { expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { Budget, Spend } from '../../../src/contract/records.ts';
import { odds } from '../../../src/privacy/krr.ts';
import { yearlyLoss } from '../../../src/privacy/yearly_loss.ts';

const NOW = 800 * DAY_MS;
const PRESENT = { epsilonMilli: 2000, periodMs: 28 * DAY_MS, K: 16 };
const budget = (...spends: Partial<Spend>[]): Budget => ({
  since: 0,
  highWater: NOW,
  spends: spends.map((fields) => ({
    period: 1,
    epsilonMilli: 2000,
    K: 16,
    state: 'committed',
    at: NOW - DAY_MS,
    ...fields,
  })),
});

test('before anything was sent tells nothing, and what a year would', () => {
  const loss = yearlyLoss(undefined, NOW, PRESENT)!;

  expect(loss.releases).toBe(0);
  expect(loss.guess).toBeCloseTo(0.5, 12);
  expect(loss.curve.map(({ epsilonMilli }) => epsilonMilli)).toEqual([0, 0, 0]);
  expect(loss.year).toMatchObject({ releases: 12, bits: expect.closeTo(5.61, 2) });
  expect(loss.year!.guess).toBeGreaterThan(0.9);
  expect(loss.year!.guess).toBeLessThan(1);
});

test('counts the debits of the last 365 days, those that were never drawn for too', () => {
  const old = { at: NOW - 366 * DAY_MS };
  const { releases, guess, curve } = yearlyLoss(budget(old, { state: 'reserved' }), NOW, PRESENT)!;
  const { p, q } = odds(2000, 16);

  expect(releases).toBe(1);
  expect(guess).toBeCloseTo((1 + p - q) / 2, 12);
  expect(curve[0]).toEqual({ delta: 0, epsilonMilli: 2000 });
});

test('takes the worst for a debit that does not say its K', () => {
  const unknown = yearlyLoss(budget({ K: undefined as never }), NOW, PRESENT)!;

  expect(unknown.guess).toBeCloseTo(odds(2000, 2).p, 12);
  expect(unknown.guess).toBeGreaterThan(yearlyLoss(budget({}), NOW, PRESENT)!.guess);
});

test('tells no year while no codebook is known, and nothing at all of damaged debits', () => {
  expect(yearlyLoss(budget({}), NOW, { ...PRESENT, K: 0 })).not.toHaveProperty('year');
  expect(yearlyLoss(budget({ epsilonMilli: Number.NaN }), NOW, PRESENT)).toBeUndefined();
  expect(yearlyLoss(budget({ K: 99 }), NOW, PRESENT)).toBeUndefined();
});
