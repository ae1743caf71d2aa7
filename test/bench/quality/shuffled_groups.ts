import { GROUPS, type Group, type ModelInput } from '../../../src/features/model_input.ts';
import { fuseParts, normOf } from '../../../src/profile/fusion.ts';
import type { Blend } from '../../../src/profile/rank.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { shifted } from '../../../src/training/close_groups.ts';
import { attendEach, type Judged } from '../../../src/training/evaluate.ts';
import type { TestCase } from '../../../src/training/examples.ts';
import { midRank, rankingMetrics } from '../../../src/training/metrics.ts';
import { showCount } from '../../../src/training/progress_bar.ts';

/** What each test gains from each group's part being its shopper's own. */
export interface GroupGains {
  /** NDCG@10 of each test. */
  readonly whole: Float64Array;
  /** The same where the group's part is that of another test's shopper. */
  readonly shuffled: Readonly<Record<Group, Float64Array>>;
  /** Mean share of each group in the lengths of the parts that make u, in gate order. [4] */
  readonly shares: readonly number[];
}

const NO_CHANGE = GROUPS.map(() => 0);

/** A history, and how much each of it counts. */
interface Read {
  /** [T] */
  readonly history: Float32Array;
  readonly input: ModelInput;
}

/** What the model makes of one history. */
interface Seen extends Omit<Read, 'input'> {
  /** What each group adds to u before its norm. [4, D] */
  readonly parts: Float32Array;
  /** What the profile has beyond the fusion: the history's own vectors and its neighbourhood. [D] */
  readonly rest: Float64Array;
}

/**
 * Each test by the model as it is, and with one group exchanged between shoppers: its part of the fusion, and all
 * else by which it comes into the ranking. With behaviour that is the history's neighbourhood, with tags the likeness
 * of attributes.
 */
export async function shuffleGroups(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  blend: Blend,
  groups: readonly Group[],
  seed: number,
): Promise<GroupGains> {
  const { D } = shape;
  const norm = normOf(learnt.weights);
  const seen: Seen[] = [];
  const sums = GROUPS.map(() => 0);
  await attendEach(cases, learnt, 0, shape, ({ profile, parts, history }, _, place) => {
    const { fused } = fuseParts(parts, NO_CHANGE, norm);
    const rest = fused.map((value, d) => profile[d]! - value);
    seen[place] = { parts: parts.slice(), rest, history: history.slice() };
    const lengths = GROUPS.map((_g, g) => Math.hypot(...parts.subarray(g * D, (g + 1) * D)));
    const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
    lengths.forEach((length, g) => {
      sums[g]! += length / total;
    });
  });
  const partner = new Prng(seed).shuffle(cases.map((_, place) => place));
  const whole = new Float64Array(cases.length);
  const shuffled = Object.fromEntries(groups.map((group) => [group, new Float64Array(cases.length)]));
  const show = showCount(process.stderr, 'tests', cases.length);
  let done = 0;
  await attendEach(cases, learnt, index.V, shape, (attended, input, place) => {
    const { target, masked } = cases[place]!;
    const own: Read = { history: attended.history, input };
    /** @param near whose neighbourhood ranks @param alike whose attributes */
    const gain = (scores: Float32Array, near: Read, alike: Read) => {
      const withNear = blendScores({ ...near, scores }, near.input, index, { ...blend, beta: 0 });
      const both = blendScores({ ...alike, scores: withNear }, alike.input, index, { ...blend, lambda: 0 });
      return rankingMetrics([midRank(both, target, masked)]).ndcg10;
    };
    whole[place] = gain(attended.scores, own, own);
    const { fused } = fuseParts(attended.parts, NO_CHANGE, norm);
    const other = partner[place]!;
    const theirs = { ...seen[other]!, input: cases[other]!.input };
    for (const group of groups) {
      const isBehaviour = group === 'behaviour';
      const mixed = attended.parts.slice();
      const g = GROUPS.indexOf(group);
      mixed.set(theirs.parts.subarray(g * D, (g + 1) * D), g * D);
      const moved = fuseParts(mixed, NO_CHANGE, norm).fused.map(
        (value, d) => value - fused[d]! + (isBehaviour ? theirs.rest[d]! - seen[place]!.rest[d]! : 0),
      );
      const scores = shifted(attended.scores, moved, learnt.table, D);
      shuffled[group]![place] = gain(scores, isBehaviour ? theirs : own, group === 'tags' ? theirs : own);
    }
    show(++done);
  });
  return {
    whole,
    shuffled: shuffled as GroupGains['shuffled'],
    shares: sums.map((sum) => sum / Math.max(1, cases.length)),
  };
}
