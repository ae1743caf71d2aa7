import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { Budget } from '../../../src/contract/records.ts';
import { drawDue, privacyPeriod, steadyTime } from '../../../src/privacy/period.ts';

const seen = (highWater: number): Budget => ({ since: 0, highWater, spends: [] });
const at = (period: number, days: number) => (period * 28 + days) * DAY_MS;

describe('privacyPeriod', () => {
  test('is floor(now / length), with the same edges for everyone', () => {
    expect(privacyPeriod(undefined, at(735, 0), 28)).toEqual({
      index: 735,
      startsAt: at(735, 0),
      endsAt: at(736, 0),
    });
    expect(privacyPeriod(undefined, at(735, 0) - 1, 28).index).toBe(734);
    expect(privacyPeriod(seen(at(735, 3)), at(735, 27.9), 28).index).toBe(735);
  });

  test('a clock set back does not bring an earlier period back', () => {
    expect(privacyPeriod(seen(at(735, 3)), at(735, 3) - 400 * DAY_MS, 28).index).toBe(735);
  });

  test('after a clock set far ahead and back again, time stands still until it has caught up', () => {
    const ahead = seen(at(735, 0) + 400 * DAY_MS);

    expect(steadyTime(ahead, at(735, 0))).toBe(ahead.highWater);
    expect(steadyTime(ahead, ahead.highWater + 1)).toBe(ahead.highWater + 1);
  });
});

describe('drawDue', () => {
  const period = privacyPeriod(undefined, at(735, 5), 28);

  test('draws from the whole period once the budget is older', () => {
    const bounds: number[] = [];
    const due = drawDue(0, period, (bound) => {
      bounds.push(bound);
      return bound - 1;
    });

    expect(bounds).toEqual([28 * DAY_MS]);
    expect(due).toBe(period.endsAt - 1);
  });

  test('never falls into the first day of a budget', () => {
    const since = at(735, 5);

    expect(drawDue(since, period, () => 0)).toBe(since + DAY_MS);
    expect(drawDue(since, period, (bound) => bound - 1)).toBe(period.endsAt - 1);
  });

  test('a period of which nothing is left has no release', () => {
    expect(drawDue(period.endsAt - DAY_MS, period)).toBeUndefined();
    expect(drawDue(period.endsAt + 5 * DAY_MS, period)).toBeUndefined();
    expect(drawDue(Number.NaN, period)).toBeUndefined();
  });
});
