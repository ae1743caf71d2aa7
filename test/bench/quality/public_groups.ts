import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { GROUPS, type Group } from '../../../src/features/model_input.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { pairedInterval } from './bootstrap.ts';
import { casesOf, type Data, type ModelArguments, modelOf } from './models.ts';
import type { Output } from './output.ts';
import { meanOf } from './scored.ts';
import { type GroupGains, shuffleGroups } from './shuffled_groups.ts';

/** What one group is worth: NDCG@10 with it less NDCG@10 with another shopper's. */
export interface GroupGain {
  readonly name: Group;
  /** What the simulator planted of it; public data plant nothing. */
  readonly planted?: 'none' | 'small' | 'large';
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  /** σ of the trained gate, and how much of u's parts the group makes, mean over seeds. */
  readonly gate: number;
  readonly share: number;
}

/** The groups that a log of sequences and categories has. */
const PUBLIC_GROUPS: readonly Group[] = ['behaviour', 'tags'];

/** The groups of a public log, by the models of several seeds. */
export async function measurePublicGroups(
  data: Data,
  given: Omit<ModelArguments, 'seed'> & { readonly seeds: number },
  { say }: Output,
): Promise<GroupGain[]> {
  const runs: Run[] = [];
  for (let seed = 1; seed <= given.seeds; seed++) {
    const path = await modelOf(data, { ...given, seed });
    if (path === undefined) {
      say(`  no model of seed ${seed} in the cache: add --train`);
      continue;
    }
    const { manifest, weights, trained } = await readModelFolder(path);
    const index = indexCatalogue(trained!.catalogue, trained!.neighbours);
    const cases = casesOf(data, index, manifest.T);
    const judged = { learnt: { weights, table: trained!.entities }, shape: manifest, index };
    runs.push({
      gates: weights.get('gates')!,
      gains: await shuffleGroups(cases, judged, manifest, PUBLIC_GROUPS, seed),
    });
  }
  const found = runs.length === 0 ? [] : PUBLIC_GROUPS.map((group) => gainOf(group, runs));
  for (const each of found) say(`  ${gainText(each)}`);
  return found;
}

/** One seed's model, judged. */
export interface Run {
  /** Before the sigmoid. [4] */
  readonly gates: Float32Array;
  readonly gains: GroupGains;
}

/** Of several seeds the mean gain of each test counts. @param units tests of each shopper, in order */
export function gainOf(group: Group, runs: readonly Run[], units?: readonly number[]): GroupGain {
  const g = GROUPS.indexOf(group);
  const mean = (of: (run: Run) => Float64Array) =>
    of(runs[0]!).map((_, test) => meanOf(runs.map((run) => of(run)[test]!)));
  const whole = mean(({ gains }) => gains.whole);
  const other = mean(({ gains }) => gains.shuffled[group]);
  const interval = pairedInterval(whole, other, units ?? Array.from(whole, () => 1));
  return {
    name: group,
    gain: interval.mean,
    low: interval.low,
    high: interval.high,
    gate: meanOf(runs.map(({ gates }) => 1 / (1 + Math.exp(-gates[g]!)))),
    share: meanOf(runs.map(({ gains }) => gains.shares[g]!)),
  };
}

export const gainText = ({ name, gain, low, high, gate, share }: GroupGain): string =>
  `${name}: NDCG@10 ${gain < 0 ? '' : '+'}${gain.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}] over another shopper's; gate ${gate.toFixed(3)}, ${(100 * share).toFixed(1)} % of the parts`;
