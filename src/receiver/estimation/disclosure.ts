/** Estimates under this are not shown: they are mostly noise, and nobody should be a cohort of a few. */
export const MIN_COHORT = 50;

/**
 * Which rows may be shown of which ranges of periods, so that no estimate under `MIN_COHORT` is, and none can be
 * had from what is: not from totals, not from ranges that overlap.
 *
 * Think of each row's sum since the first period as it stands at each *edge* between periods. A range shows a row
 * as the difference of two edges, so whatever can be had of a row by adding and subtracting ranges is a difference
 * of two edges that are *known* for it. Hence two rules:
 *
 * - An edge is known for a row once the row has grown by `MIN_COHORT` since its last known edge. So all that can be
 *   had of a row is a sum of pieces none of which is small. A row that is small in one period is shown again
 *   together with the periods that follow.
 * - At no edge is exactly one row unknown: totals are exact, so it could be had by subtraction (complementary
 *   suppression, Cox 1980). And of any two edges, the rows unknown at either are no small cohort together.
 *
 * Edges are settled oldest first; what comes later changes nothing about them.
 */
export class Disclosure {
  /** By edge, then row. Edge e lies before the e-th period. [T + 1, K] */
  readonly #known: readonly (readonly boolean[])[];

  /** @param estimates de-biased counts by period, oldest first, and row. [T, K] */
  constructor(estimates: readonly (readonly number[])[]) {
    const K = estimates[0]?.length ?? 0;
    const sums = [new Array<number>(K).fill(0)];
    const known: (readonly boolean[])[] = [new Array<boolean>(K).fill(true)];
    for (const [t, counts] of estimates.entries()) {
      sums.push(counts.map((count, row) => sums[t]![row]! + count));
      known.push(settleEdge(sums, known));
    }
    this.#known = known;
  }

  /** Rows that are hidden in the sum of the periods [from, to). */
  hidden(from: number, to: number): Set<number> {
    return unknownAt(this.#known[from]!, this.#known[to]!);
  }
}

/** Which rows are known at the newest edge. */
function settleEdge(
  sums: readonly (readonly number[])[],
  known: readonly (readonly boolean[])[],
): readonly boolean[] {
  const newest = sums.at(-1)!;
  const growth = newest.map((sum, row) => sum - sums[known.findLastIndex((rows) => rows[row])]![row]!);
  const isKnown = growth.map((grown) => grown >= MIN_COHORT);
  const smallestFirst = [...growth.keys()].sort((a, b) => growth[a]! - growth[b]! || a - b);
  const isSafe = () =>
    isKnown.filter((is) => !is).length !== 1 &&
    known.every((before, from) => {
      // Plain loops: ten years of periods are compared pair by pair, beside requests that wait.
      let [hidden, together] = [0, 0];
      for (let row = 0; row < newest.length; row++) {
        if (before[row] && isKnown[row]) continue;
        hidden++;
        together += newest[row]! - sums[from]![row]!;
      }
      return hidden === 0 || hidden === newest.length || together >= MIN_COHORT;
    });
  for (const row of smallestFirst) {
    if (isSafe()) break;
    isKnown[row] = false;
  }
  return isKnown;
}

const unknownAt = (one: readonly boolean[], other: readonly boolean[]): Set<number> =>
  new Set([...one.keys()].filter((row) => !one[row] || !other[row]));
