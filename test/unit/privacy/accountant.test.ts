import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { Budget, Spend } from '../../../src/contract/records.ts';
import { YEARLY_BUDGET_MILLI } from '../../../src/contract/release.ts';
import {
  advance,
  budgetLeftMilli,
  commit,
  fixCodebook,
  forgottenBudget,
  hasOtherCodebook,
  isCommitted,
  reserve,
  spentMilli,
  verdict,
  YEAR_MS,
} from '../../../src/privacy/accountant.ts';
import type { DpEvent } from '../../../src/privacy/dp_event.ts';
import { privacyPeriod } from '../../../src/privacy/period.ts';

const START = 735 * 28 * DAY_MS;
const at = (days: number) => START + days * DAY_MS;

const spend = (days: number, fields: Partial<Spend> = {}): Spend => ({
  period: Math.floor(at(days) / (28 * DAY_MS)),
  epsilonMilli: 2000,
  state: 'committed',
  at: at(days),
  ...fields,
});
const budget = (fields: Partial<Budget> = {}): Budget => ({ since: 0, highWater: 0, spends: [], ...fields });

const event = (epsilonMilli: number): DpEvent => ({ mechanism: 'k-rr', epsilonMilli, K: 16 });

/** The budget after one visit: advanced, and debited if the gate lets it. */
function visit(before: Budget | undefined, now: number, epsilonMilli = 2000, periodDays = 28): Budget {
  const ready = advance(before, now, periodDays);
  return reserve(ready, privacyPeriod(ready, now, periodDays), event(epsilonMilli), now);
}

describe('the gate', () => {
  test('lets 12 releases at epsilon 2 through and refuses the 13th', () => {
    let current = budget();
    for (let period = 0; period < 13; period++) {
      current = visit(current, at(28 * period + 27.999));
      expect(current.spends).toHaveLength(Math.min(period + 1, 12));
    }

    const now = at(13 * 28 - 0.001);
    expect(verdict(current, privacyPeriod(current, now, 28), 2000, now)).toBe('spent');
    expect(budgetLeftMilli(current, now)).toBe(0);
  });

  test('a debit still counts when it is exactly 365 days old, and no longer', () => {
    const old = budget({ spends: [spend(0)] });

    expect(spentMilli(old, at(0) + YEAR_MS)).toBe(2000);
    expect(spentMilli(old, at(0) + YEAR_MS + 1)).toBe(0);
  });

  test('the limit is inclusive: 24000 fits, 24001 does not', () => {
    const due = { period: 735, at: at(0) };
    const withSpent = (epsilonMilli: number) => budget({ due, spends: [spend(-30, { epsilonMilli })] });
    const now = at(1);
    const period = privacyPeriod(undefined, now, 28);

    expect(verdict(withSpent(22_000), period, 2000, now)).toBe('open');
    expect(verdict(withSpent(22_001), period, 2000, now)).toBe('spent');
  });

  test('a clock set back brings no budget back', () => {
    const spends = Array.from({ length: 12 }, (_, i) => spend(i * 28));
    const full = budget({ highWater: at(12 * 28), spends });

    for (const days of [400, 1000]) {
      const now = at(12 * 28 - days);
      expect(budgetLeftMilli(full, now)).toBe(0);
      expect(visit(full, now).spends).toHaveLength(12);
    }
  });

  test('a clock set 400 days ahead and back releases once more at most, then waits', () => {
    let current = visit(visit(budget(), at(27)), at(427.9));
    const debits = current.spends.length;
    for (let days = 28; days < 420; days += 7) current = visit(current, at(days));

    expect(current.spends).toHaveLength(debits);
    expect(current.highWater).toBe(at(427.9));
  });

  test('is shut before the release is due, and for a period that has been debited', () => {
    const period = privacyPeriod(undefined, at(10), 28);
    const waiting = budget({ due: { period: 735, at: at(12) } });

    expect(verdict(waiting, period, 2000, at(10))).toBe('early');
    expect(verdict(waiting, period, 2000, at(12))).toBe('open');
    expect(verdict(budget(), period, 2000, at(10))).toBe('early');
    expect(verdict(budget({ spends: [spend(1, { state: 'reserved' })] }), period, 2000, at(10))).toBe(
      'reserved',
    );
    expect(verdict(budget({ spends: [spend(1)] }), period, 2000, at(10))).toBe('committed');
  });

  test('a shop that renumbers the periods gets no second release within one', () => {
    // The debit bears the number of a 28-day period; the same days as a period of 7 have another number.
    const now = at(27.9);
    const current = advance(budget({ spends: [spend(22)] }), now, 7);

    expect(verdict(current, privacyPeriod(current, now, 7), 2000, now)).toBe('spent');
  });

  test('a debit in the first millisecond of a period is inside it, whatever its number', () => {
    const period = privacyPeriod(undefined, at(27), 28);
    const renumbered = (startsAt: number) =>
      budget({ due: { period: 735, at: at(1) }, spends: [spend(0, { period: 2940, at: startsAt })] });

    expect(verdict(renumbered(period.startsAt), period, 2000, at(27))).toBe('spent');
    expect(verdict(renumbered(period.startsAt - 1), period, 2000, at(27))).toBe('open');
  });

  test('counts what will have aged by the time of the release, or has by now', () => {
    // The oldest of twelve is 365 days old on day 5.
    const spends = [spend(5 - 365), ...Array.from({ length: 11 }, (_, i) => spend(-28 * (i + 1)))];
    const gate = (days: number, dueDays?: number) =>
      verdict(
        budget({ spends, ...(dueDays !== undefined && { due: { period: 735, at: at(dueDays) } }) }),
        privacyPeriod(undefined, at(days), 28),
        2000,
        at(days),
      );

    expect(gate(1, 10)).toBe('early');
    expect(gate(1, 4)).toBe('spent');
    expect(gate(10, 2)).toBe('open');
    expect(gate(1)).toBe('spent');
    expect(gate(10)).toBe('early');
  });

  test('the year is whole without a budget, and what is left is what was not debited', () => {
    expect(spentMilli(undefined, at(0))).toBe(0);
    expect(budgetLeftMilli(undefined, at(0))).toBe(24_000);
    expect(budgetLeftMilli(budget({ spends: [spend(-1)] }), at(0))).toBe(22_000);
    expect(budgetLeftMilli(budget({ spends: [spend(-1, { epsilonMilli: 25_000 })] }), at(0))).toBe(0);
  });

  test.each([
    ['a debit of NaN', budget({ spends: [spend(-30, { epsilonMilli: Number.NaN })] })],
    ['a high water of NaN', budget({ highWater: Number.NaN, due: { period: 735, at: at(0) } })],
    ['a since of NaN', budget({ since: Number.NaN })],
    ['a debit of unknown state', budget({ spends: [spend(0, { state: 'x' as Spend['state'] })] })],
    ['a debit at no time', budget({ spends: Array(12).fill(spend(-90, { at: Number.NaN })) })],
  ])('stays shut with %s', (_name, damaged) => {
    const now = at(27);

    expect(visit(damaged, now).spends).toHaveLength(damaged.spends.length);
  });

  test.each([0, -2000, Number.NaN])('is shut for %d thousandths, which are no loss', (epsilonMilli) => {
    const now = at(27.999);
    const current = advance(budget(), now, 28);

    expect(verdict(current, privacyPeriod(current, now, 28), epsilonMilli, now)).toBe('spent');
  });

  test.each<[string, unknown]>([
    ['of another mechanism', { ...event(2000), mechanism: 'laplace' }],
    ['with a loss that nobody proved', event(100)],
    ['that brings more than parameters', { ...event(2000), row: 3 }],
  ])('refuses to debit an event %s', (_name, given) => {
    const now = at(27.999);
    const current = advance(budget(), now, 28);
    const period = privacyPeriod(current, now, 28);

    expect(() => reserve(current, period, given as DpEvent, now)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    // The barrier: it was open.
    expect(reserve(current, period, event(2000), now).spends).toHaveLength(1);
  });

  test('opens for exactly the periods that fit the wire', () => {
    const opens = (index: number) =>
      verdict(
        budget({ due: { period: index, at: 0 } }),
        { index, startsAt: index * 28 * DAY_MS, endsAt: (index + 1) * 28 * DAY_MS },
        2000,
        at(0),
      );

    expect([-1, 0, 65_535, 65_536].map(opens)).toEqual(['early', 'open', 'open', 'early']);
    expect(visit(budget(), 65_536 * 28 * DAY_MS + 27.999 * DAY_MS).spends).toEqual([]);
    expect(visit(budget(), -DAY_MS).spends).toEqual([]);
  });

  test('no sequence of visits, clocks and settings passes 24,000 in any 365 days or two in a period', () => {
    const visits = fc.array(
      fc.record({
        days: fc.double({ min: -500, max: 2000, noNaN: true }),
        epsilonMilli: fc.constantFrom(1000, 2000, 3000, 4000),
        periodDays: fc.constantFrom(7, 28, 28, 28, 30, 365),
      }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(visits, fc.boolean(), (list, isOrdered) => {
        const all: Spend[] = [];
        let current: Budget | undefined;
        for (const { days, epsilonMilli, periodDays } of isOrdered
          ? list.toSorted((a, b) => a.days - b.days)
          : list) {
          const after = visit(current, at(days), epsilonMilli, periodDays);
          const last = after.spends.at(-1);
          if (last && !all.some((known) => known.at === last.at)) all.push(last);
          current = after;
        }

        for (const { at: end } of all) {
          const window = all.filter((known) => known.at <= end && known.at >= end - YEAR_MS);
          expect(window.reduce((sum, known) => sum + known.epsilonMilli, 0)).toBeLessThanOrEqual(
            YEARLY_BUDGET_MILLI,
          );
        }
        expect(new Set(all.map(({ period }) => period)).size).toBe(all.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('advance', () => {
  test('begins a budget now and draws nothing for its first day', () => {
    const begun = advance(undefined, at(3), 28, () => 0);

    expect(begun).toEqual({
      since: at(3),
      highWater: at(3),
      spends: [],
      due: { period: 735, at: at(4) },
    });
  });

  test('draws the due time once a period', () => {
    let draws = 0;
    const uniform = () => draws++;
    let current = advance(undefined, at(3), 28, uniform);
    for (let days = 3; days < 28; days++) current = advance(current, at(days), 28, uniform);
    expect(draws).toBe(1);

    expect(advance(current, at(28), 28, uniform).due?.period).toBe(736);
    expect(draws).toBe(2);
  });

  test('is the same object when nothing changes, so that nothing need be written', () => {
    const current = advance(undefined, at(3), 28);

    expect(advance(current, at(3) + 60_000, 28)).toBe(current);
    expect(advance(current, at(3) + 3_600_000, 28).highWater).toBe(at(3) + 3_600_000);
    expect(advance(current, at(2), 28)).toBe(current);
  });

  test('drops debits older than 365 days and keeps damaged ones', () => {
    const spends = [spend(-366), spend(-364), spend(-500, { at: Number.NaN })];

    expect(advance(budget({ spends }), at(0), 28).spends).toEqual(spends.slice(1));
  });

  test('keeps a debit that is exactly 365 days old', () => {
    const spends = [spend(0)];

    expect(advance(budget({ spends }), at(0) + YEAR_MS, 28).spends).toEqual(spends);
  });

  test('draws for a new period, and drops a debit, within the hour in which nothing else is written', () => {
    const minutes = (count: number) => count * 60_000;
    const edge = budget({ highWater: at(28) - minutes(5), due: { period: 735, at: at(3) } });
    expect(advance(edge, at(28) + minutes(5), 28).due?.period).toBe(736);

    const year = at(0) + YEAR_MS;
    const { index } = privacyPeriod(undefined, year, 28);
    const aged = budget({
      highWater: year - minutes(5),
      due: { period: index, at: year },
      spends: [spend(0)],
    });
    expect(advance(aged, year + minutes(5), 28).spends).toEqual([]);
  });

  test('forgets the due time of an earlier period when this one has none', () => {
    const current = budget({ since: at(27.5), due: { period: 734, at: at(-5) } });

    expect(advance(current, at(27.6), 28)).not.toHaveProperty('due');
  });
});

describe('the codebook of a period', () => {
  const due = { period: 735, at: at(20) };

  test('is the first that a page brought, and stays', () => {
    const first = fixCodebook(budget({ due }), 'aa');

    expect(first.due).toEqual({ ...due, codebook: 'aa' });
    expect(fixCodebook(first, 'bb')).toBe(first);
    expect(advance(first, at(19), 28, () => 0).due).toEqual(first.due);
    expect(hasOtherCodebook(first, 735, 'aa')).toBe(false);
    expect(hasOtherCodebook(first, 735, 'bb')).toBe(true);
  });

  test('is open again in the next one', () => {
    const next = advance(fixCodebook(budget({ due }), 'aa'), at(29), 28, () => 0);

    expect(next.due?.codebook).toBeUndefined();
    expect(hasOtherCodebook(next, 736, 'bb')).toBe(false);
    expect(fixCodebook(next, 'bb').due).toMatchObject({ period: 736, codebook: 'bb' });
  });

  test('is not fixed where nothing falls due', () => {
    const none = budget();

    expect(fixCodebook(none, 'aa')).toBe(none);
    expect(hasOtherCodebook(none, 735, 'aa')).toBe(false);
  });
});

describe('reserve and commit', () => {
  test('a debit is reserved first, committed next, and only then may bytes leave', () => {
    const reserved = visit(budget(), at(27.999));
    expect(reserved.spends).toEqual([
      { period: 735, epsilonMilli: 2000, K: 16, state: 'reserved', at: at(27.999) },
    ]);
    expect(isCommitted(reserved, 735)).toBe(false);

    const committed = commit(reserved, 735);
    expect(committed.spends[0]?.state).toBe('committed');
    expect(isCommitted(committed, 735)).toBe(true);
  });

  test('what was not reserved cannot be committed', () => {
    const empty = budget();

    expect(commit(empty, 735)).toBe(empty);
    expect(commit(undefined, 735)).toBeUndefined();
    expect(isCommitted(undefined, 735)).toBe(false);
  });

  test('a commit is of one period alone', () => {
    const state = 'reserved';
    const two = budget({ spends: [spend(-28, { state }), spend(0, { state })] });

    expect(commit(two, 735).spends.map((each) => each.state)).toEqual(['reserved', 'committed']);
    expect(isCommitted(two, 735)).toBe(false);
    expect(isCommitted(two, 700)).toBe(false);
  });

  test('the spend bears the time that the budget goes by, not a clock set back', () => {
    const current = budget({ highWater: at(27.999), due: { period: 735, at: at(1) } });

    expect(visit(current, at(-100)).spends[0]?.at).toBe(at(27.999));
  });
});

test('a forgotten budget releases nothing for a full period and a day', () => {
  let current = forgottenBudget(at(10), 28);
  for (let days = 10; days < 39; days += 0.25) {
    current = visit(current, at(days));
    expect(current.spends).toEqual([]);
  }

  expect(visit(current, at(55.999)).spends).toHaveLength(1);
});
