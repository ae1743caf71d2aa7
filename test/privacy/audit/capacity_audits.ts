import { MAX_K, YEARLY_BUDGET_MILLI } from '../../../src/contract/release.ts';
import { TRUE_WEIGHT } from '../../../src/privacy/krr.ts';
import { type Audit, atMost } from './audit.ts';
import { capacityBits } from './capacity.ts';

export interface CapacityRow {
  readonly epsilonMilli: number;
  readonly K: number;
  /** Releases that a year's budget pays for. */
  readonly releases: number;
  readonly bitsEach: number;
  readonly bitsAYear: number;
}

/** What the README says, and half of its last digit. */
const STATED_BITS = 5.65;

/** What a hostile model can push through in a year, at the default and at the ceilings of what a shop may set. */
export function capacityRows(): CapacityRow[] {
  return [16, MAX_K].flatMap((K) =>
    Object.keys(TRUE_WEIGHT).map((key): CapacityRow => {
      const epsilonMilli = Number(key);
      const releases = Math.floor(YEARLY_BUDGET_MILLI / epsilonMilli);
      const bitsEach = capacityBits(epsilonMilli, K);
      return { epsilonMilli, K, releases, bitsEach, bitsAYear: releases * bitsEach };
    }),
  );
}

export function judgeCapacity(rows: readonly CapacityRow[]): Audit[] {
  const atDefault = rows.find(({ epsilonMilli, K }) => epsilonMilli === 2000 && K === 16)!;
  const worst = Math.max(...rows.map(({ bitsAYear }) => bitsAYear));
  // Whatever the mechanism: eps-DP lets through at most eps log2(e) bits.
  const anyMechanism = (YEARLY_BUDGET_MILLI / 1000) * Math.LOG2E;
  return [
    atMost('capacity a year at the default, bits', atDefault.bitsAYear, STATED_BITS),
    atMost('capacity a year at the ceilings, bits', worst, anyMechanism),
  ];
}
