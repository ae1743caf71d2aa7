import { Prng } from '../../../src/simulate/prng.ts';

/** A mean difference and where it lies with 95 % confidence. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;
const TAIL = 0.025;

/**
 * Percentile bootstrap (Efron 1979) of the mean of ours - theirs over paired tests: what another sample of
 * shoppers from the same shop could have shown. Training is not repeated, so its noise is not in it.
 *
 * @param units tests of each shopper or session, in order: these are drawn, since their tests are not
 *              independent
 */
export function pairedInterval(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  units: readonly number[],
  seed = 1,
): Interval {
  const tests = units.reduce((sum, count) => sum + count, 0);
  if (ours.length !== tests || theirs.length !== tests)
    throw new RangeError(`${ours.length} and ${theirs.length} tests are compared, must both be ${tests}`);
  const sums = new Float64Array(units.length);
  let at = 0;
  units.forEach((count, unit) => {
    for (const end = at + count; at < end; at++) sums[unit]! += ours[at]! - theirs[at]!;
  });
  const prng = new Prng(seed);
  const means = new Float64Array(RESAMPLES);
  for (let r = 0; r < RESAMPLES; r++) {
    let sum = 0;
    let size = 0;
    for (let i = 0; i < units.length; i++) {
      const unit = prng.integer(units.length);
      sum += sums[unit]!;
      size += units[unit]!;
    }
    means[r] = sum / size;
  }
  means.sort();
  return {
    mean: sums.reduce((sum, value) => sum + value, 0) / tests,
    low: quantile(means, TAIL),
    high: quantile(means, 1 - TAIL),
  };
}

/** The same of sum(ours) / sum(theirs), of one number a unit. */
export function ratioInterval(ours: readonly number[], theirs: readonly number[], seed = 1): Interval {
  if (ours.length !== theirs.length)
    throw new RangeError(`${ours.length} and ${theirs.length} units are compared, must be as many`);
  const prng = new Prng(seed);
  const ratio = (units: readonly number[]) => {
    let [above, below] = [0, 0];
    for (const unit of units) {
      above += ours[unit]!;
      below += theirs[unit]!;
    }
    return above / below;
  };
  const all = ours.map((_, unit) => unit);
  const ratios = Float64Array.from({ length: RESAMPLES }, () =>
    ratio(all.map(() => prng.integer(ours.length))),
  ).sort();
  return { mean: ratio(all), low: quantile(ratios, TAIL), high: quantile(ratios, 1 - TAIL) };
}

/** Between the two nearest of a sorted list. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
