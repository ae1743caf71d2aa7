import { GROUPS, type Group } from '../../../src/features/model_input.ts';
import { fuseParts } from '../../../src/profile/fusion.ts';
import type { Blend } from '../../../src/profile/rank.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { partsOf, shifted } from '../../../src/training/close_groups.ts';
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

/** Each test by the model as it is, and with one group's part of the fusion exchanged between shoppers. */
export async function shuffleGroups(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  blend: Blend,
  groups: readonly Group[],
  seed: number,
): Promise<GroupGains> {
  const { D } = shape;
  const norm = { gain: learnt.weights.get('finalNorm.gain')!, bias: learnt.weights.get('finalNorm.bias')! };
  const parts = await partsOf(cases, learnt, shape);
  const sums = GROUPS.map(() => 0);
  for (const own of parts) {
    const lengths = GROUPS.map((_, g) => Math.hypot(...own.subarray(g * D, (g + 1) * D)));
    const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
    lengths.forEach((length, g) => {
      sums[g]! += length / total;
    });
  }
  const partner = new Prng(seed).shuffle(cases.map((_, place) => place));
  const whole = new Float64Array(cases.length);
  const shuffled = Object.fromEntries(groups.map((group) => [group, new Float64Array(cases.length)]));
  const show = showCount(process.stderr, 'tests', cases.length);
  let done = 0;
  await attendEach(cases, learnt, index.V, shape, (attended, input, place) => {
    const { target, masked } = cases[place]!;
    const gain = (scores: Float32Array) => {
      const blended = blendScores({ history: attended.history, scores }, input, index, blend);
      return rankingMetrics([midRank(blended, target, masked)]).ndcg10;
    };
    whole[place] = gain(attended.scores);
    const own = fuseParts(attended.parts, NO_CHANGE, norm).fused;
    for (const group of groups) {
      const mixed = attended.parts.slice();
      const g = GROUPS.indexOf(group);
      mixed.set(parts[partner[place]!]!.subarray(g * D, (g + 1) * D), g * D);
      const moved = fuseParts(mixed, NO_CHANGE, norm).fused.map((value, d) => value - own[d]!);
      shuffled[group]![place] = gain(shifted(attended.scores, moved, learnt.table, D));
    }
    show(++done);
  });
  return {
    whole,
    shuffled: shuffled as GroupGains['shuffled'],
    shares: sums.map((sum) => sum / Math.max(1, cases.length)),
  };
}
