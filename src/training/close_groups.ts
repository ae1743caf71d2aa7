import { GROUPS, type Group } from '../features/model_input.ts';
import { fuseParts, normOf } from '../profile/fusion.ts';
import { Prng } from '../simulate/prng.ts';
import { attendEach, type Judged } from './evaluate.ts';
import type { Attendable, TestCase } from './examples.ts';
import type { Learnt } from './train_loop.ts';

/** Gate of a closed group, before the sigmoid: its part is a ten-millionth. */
const CLOSED = -16;
/** Standard errors that a group's gain must lie above 0. */
const SURE = 2;
const MAX_TESTS = 2_000;
/** Without behaviour there is no profile. */
const ALWAYS_OPEN: Group = 'behaviour';

/** What a group tells about its shopper: the log-likelihood of what came by u·E, own less another's, in nats. */
export interface GroupWorth {
  readonly gain: number;
  readonly standardError: number;
}

export interface Closed {
  readonly learnt: Learnt;
  readonly groups: readonly Group[];
  /** Of every group that some test had. */
  readonly worth: Readonly<Partial<Record<Group, GroupWorth>>>;
}

/**
 * Closes the groups whose part tells no more about a shopper than another shopper's part would: what they add is
 * noise, and their gate would say otherwise. Training alone does not close them: a gate that changes nothing gets no
 * gradient. Judged on validation, by the log-likelihood, paired.
 *
 * @param report told of each test that is through: `closingTests` of them
 */
export async function closeGroups(
  cases: readonly TestCase[],
  judged: Judged,
  seed: number,
  report: () => void = () => {},
): Promise<Closed> {
  const { learnt } = judged;
  const worth = await groupWorth(cases.slice(0, MAX_TESTS), judged, seed, report);
  const groups = GROUPS.filter((group) => {
    const { gain = 0, standardError = 0 } = worth[group] ?? {};
    return group !== ALWAYS_OPEN && worth[group] !== undefined && gain <= SURE * standardError;
  });
  return { learnt: withClosed(learnt, groups), groups, worth };
}

/** How many tests are looked at. */
export const closingTests = (cases: readonly TestCase[]): number => Math.min(MAX_TESTS, cases.length);

/** The same weights with these groups' gates closed. */
export function withClosed(learnt: Learnt, groups: readonly Group[]): Learnt {
  const gates = learnt.weights.get('gates')!.map((gate, g) => (groups.includes(GROUPS[g]!) ? CLOSED : gate));
  return { ...learnt, weights: new Map([...learnt.weights, ['gates', gates]]) };
}

/** Each group's part exchanged for that of another test's shopper. */
async function groupWorth(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  seed: number,
  report: () => void,
): Promise<Partial<Record<Group, GroupWorth>>> {
  const { D } = shape;
  const norm = normOf(learnt.weights);
  const parts = await partsOf(cases, learnt, shape);
  const partner = new Prng(seed).shuffle(cases.map((_, place) => place));
  const sums = GROUPS.map(() => ({ tests: 0, gain: 0, square: 0 }));
  const open = GROUPS.map(() => 0);
  await attendEach(cases, learnt, index.V, shape, (attended, _, place) => {
    const { target, masked } = cases[place]!;
    const own = fuseParts(attended.parts, open, norm).fused;
    const likelihood = (scores: Float32Array) => logShare(scores, target, masked);
    const whole = likelihood(attended.scores);
    GROUPS.forEach((_group, g) => {
      const theirs = parts[partner[place]!]!.subarray(g * D, (g + 1) * D);
      const ours = attended.parts.subarray(g * D, (g + 1) * D);
      if (theirs.every((value) => value === 0) && ours.every((value) => value === 0)) return;
      const mixed = attended.parts.slice();
      mixed.set(theirs, g * D);
      const moved = fuseParts(mixed, open, norm).fused.map((value, d) => value - own[d]!);
      const gain = whole - likelihood(shifted(attended.scores, moved, learnt.table, D));
      const sum = sums[g]!;
      sum.tests++;
      sum.gain += gain;
      sum.square += gain ** 2;
    });
    report();
  });
  return Object.fromEntries(
    sums.flatMap(({ tests, gain, square }, g) => {
      if (tests === 0) return [];
      const mean = gain / tests;
      const standardError = Math.sqrt(Math.max(0, square / tests - mean ** 2) / tests);
      return [[GROUPS[g]!, { gain: mean, standardError }]];
    }),
  );
}

/** What each group adds to u, of each sequence. [4, D] each */
export async function partsOf(
  sequences: readonly Attendable[],
  learnt: Learnt,
  shape: Judged['shape'],
): Promise<Float32Array[]> {
  const parts: Float32Array[] = [];
  await attendEach(sequences, learnt, 0, shape, (attended, _, place) => {
    parts[place] = attended.parts.slice();
  });
  return parts;
}

/** u·E after u has moved. [V + 1] */
export function shifted(
  scores: Float32Array,
  moved: Float64Array,
  table: Float32Array,
  D: number,
): Float32Array {
  return scores.map((score, item) => {
    if (item === 0) return score;
    let dot = 0;
    for (let d = 0, at = item * D; d < D; d++, at++) dot += moved[d]! * table[at]!;
    return score + dot;
  });
}

/** log softmax of the target among the items that are not masked. */
function logShare(scores: Float32Array, target: number, masked: ReadonlySet<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let item = 1; item < scores.length; item++)
    if (scores[item]! > top && !masked.has(item)) top = scores[item]!;
  let total = 0;
  for (let item = 1; item < scores.length; item++)
    if (!masked.has(item)) total += Math.exp(scores[item]! - top);
  return scores[target]! - top - Math.log(total);
}
