import type { Codebook } from '../contract/codebook.ts';
import { buildInput } from '../features/build_input.ts';
import { odds, randomisedResponse } from '../privacy/krr.ts';
import { nearestRow } from '../privacy/nearest_row.ts';
import { Prng } from '../simulate/prng.ts';
import { attendEach, type Judged } from './evaluate.ts';
import { type Attendable, type Shopper, type TestCase, toTestCase } from './examples.ts';
import { popularityFloor } from './floors.ts';
import { midRank, rankingMetrics } from './metrics.ts';

/** HR@10 and NDCG@10 of a list. */
export interface ListQuality {
  readonly hr10: number;
  readonly ndcg10: number;
}

/** What releases at one epsilon are worth; means over the test shoppers. */
export interface RowUtility {
  readonly epsilonMilli: number;
  /** Probability that the released row is the true one: closed form, and its share in the simulation. */
  readonly accuracy: number;
  readonly simulatedAccuracy: number;
  /** Cosine between the profile and the released row. */
  readonly cosine: number;
  /** Mean absolute error of a cohort's estimated share, among COHORT_SHOPPERS shoppers. */
  readonly shareError: number;
  /** The list that the receiver would give to the released row. */
  readonly list: ListQuality;
}

export interface CodebookReport {
  readonly tests: number;
  readonly K: number;
  /** Cosine between the profile and its own row: what epsilon costs is the distance to this. */
  readonly trueCosine: number;
  /** The list of the true row, as if nothing were randomised. */
  readonly trueList: ListQuality;
  readonly popularity: ListQuality;
  readonly utilities: readonly RowUtility[];
}

export const EPSILONS_MILLI: readonly number[] = [1000, 2000, 4000];
/** Shoppers of a cohort table whose error is told. */
export const COHORT_SHOPPERS = 10_000;
const SIMULATIONS = 20;
/** More tests would cost seconds and move no figure that is shown. */
const MAX_TESTS = 4_000;

/**
 * How useful the codebook's rows are after randomised response, for one person and for statistics.
 *
 * Cosine and lists are exact expectations over the mechanism: with the closed form's p and q a mean over
 * K rows, not over draws. Accuracy is told twice, in closed form and from the mechanism itself as the device
 * runs it, and the error of shares comes from SIMULATIONS runs of that mechanism over COHORT_SHOPPERS
 * shoppers each, drawn with replacement from the tests, de-biased as the receiver does:
 * n_k / n is estimated by (observed_k / n - q) / (p - q), Kairouz, Bonawitz and Ramage 2016.
 *
 * A row's list ranks all items by their dot product with the row alone; items of the history are masked,
 * as for the floor of popularity, though a receiver does not know them.
 *
 * @param occurrences how often each item occurs in training [V + 1]
 */
export async function measureCodebook(
  shoppers: readonly Shopper[],
  judged: Judged,
  codebook: Codebook,
  { occurrences, seed }: { readonly occurrences: ArrayLike<number>; readonly seed: number },
): Promise<CodebookReport> {
  const { K } = codebook;
  const drawn = new Prng(seed).shuffle([...shoppers]).slice(0, MAX_TESTS);
  const cases = drawn.flatMap((shopper) => toReleasedCase(shopper, judged) ?? []);
  const scoresOfRows = codebook.rows.map(({ embedding }) => scoreRow(embedding, judged));
  const lists = cases.map((test) => scoresOfRows.map((scores) => qualityOf(scores, test)));
  const truth: number[] = [];
  const cosines: number[][] = [];
  await attendEach(cases, judged.learnt, 0, judged.shape, ({ profile }, _input, place) => {
    truth[place] = nearestRow(profile.slice(), codebook);
    cosines[place] = codebook.rows.map(({ embedding }) => cosine(profile, embedding));
  });

  /** Mean over the tests of what is expected of the released row. */
  const expected = (p: number, q: number, worth: (place: number, row: number) => number): number =>
    mean(
      truth.map((own, place) => {
        let sum = 0;
        for (let row = 0; row < K; row++) sum += (row === own ? p : q) * worth(place, row);
        return sum;
      }),
    );
  const listAt = (p: number, q: number): ListQuality => ({
    hr10: expected(p, q, (place, row) => lists[place]![row]!.hr10),
    ndcg10: expected(p, q, (place, row) => lists[place]![row]!.ndcg10),
  });
  const popular = popularityFloor(occurrences)([]);
  const floor = cases.map((test) => qualityOf(popular, test));
  return {
    tests: cases.length,
    K,
    trueCosine: expected(1, 0, (place, row) => cosines[place]![row]!),
    trueList: listAt(1, 0),
    popularity: {
      hr10: mean(floor.map(({ hr10 }) => hr10)),
      ndcg10: mean(floor.map(({ ndcg10 }) => ndcg10)),
    },
    utilities: EPSILONS_MILLI.map((epsilonMilli): RowUtility => {
      const { p, q } = odds(epsilonMilli, K);
      const { accuracy, shareError } = simulateCohorts(truth, { K, epsilonMilli, seed });
      return {
        epsilonMilli,
        accuracy: p,
        simulatedAccuracy: accuracy,
        cosine: expected(p, q, (place, row) => cosines[place]![row]!),
        shareError,
        list: listAt(p, q),
      };
    }),
  };
}

/**
 * Runs the mechanism over seeded shoppers; the one place where it does not draw from secure randomness,
 * because nothing here is released.
 *
 * @param truth rows of the shoppers that are drawn from
 */
export function simulateCohorts(
  truth: readonly number[],
  { K, epsilonMilli, seed }: { readonly K: number; readonly epsilonMilli: number; readonly seed: number },
): { accuracy: number; shareError: number } {
  if (truth.length === 0) return { accuracy: 0, shareError: 0 };
  const { p, q } = odds(epsilonMilli, K);
  const prng = new Prng(seed).fork(epsilonMilli);
  const uniform = (bound: number) => prng.integer(bound);
  let kept = 0;
  let error = 0;
  for (let run = 0; run < SIMULATIONS; run++) {
    const own = new Float64Array(K);
    const seen = new Float64Array(K);
    for (let i = 0; i < COHORT_SHOPPERS; i++) {
      const row = prng.pick(truth);
      const released = randomisedResponse(row, { K, epsilonMilli }, uniform);
      own[row]!++;
      seen[released]!++;
      if (released === row) kept++;
    }
    for (let row = 0; row < K; row++) {
      const estimate = (seen[row]! / COHORT_SHOPPERS - q) / (p - q);
      error += Math.abs(estimate - own[row]! / COHORT_SHOPPERS);
    }
  }
  return {
    accuracy: kept / (SIMULATIONS * COHORT_SHOPPERS),
    shareError: error / (SIMULATIONS * K),
  };
}

/** The shopper's test with the input that a release is made of: behaviour alone. */
function toReleasedCase(shopper: Shopper, { index, shape }: Judged): (TestCase & Attendable) | undefined {
  const found = toTestCase(shopper, index, shape.T);
  if (!found) return undefined;
  const { width, history, target, masked } = found;
  const steps = shopper.steps.slice(0, history.length);
  return {
    width,
    history,
    target,
    masked,
    get input() {
      return buildInput(steps, index.graph, { T: width, behaviourOnly: true });
    },
  };
}

/** Dot product of the row with every item. [V + 1] */
function scoreRow(row: Int8Array, { learnt, shape, index }: Judged): Float32Array {
  const { D } = shape;
  return Float32Array.from({ length: index.V + 1 }, (_, item) => {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += row[d]! * learnt.table[item * D + d]!;
    return sum;
  });
}

const qualityOf = (scores: ArrayLike<number>, { target, masked }: TestCase): ListQuality =>
  rankingMetrics([midRank(scores, target, masked)]);

/** Cosine of a profile and a row; 0 where either points nowhere. */
function cosine(profile: Float32Array, row: Int8Array): number {
  let dot = 0;
  let ofProfile = 0;
  let ofRow = 0;
  for (let d = 0; d < row.length; d++) {
    dot += profile[d]! * row[d]!;
    ofProfile += profile[d]! ** 2;
    ofRow += row[d]! ** 2;
  }
  return ofProfile * ofRow > 0 ? dot / Math.sqrt(ofProfile * ofRow) : 0;
}

const mean = (values: readonly number[]): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
