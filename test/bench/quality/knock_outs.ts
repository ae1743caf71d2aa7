import { basename } from 'node:path';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { GROUPS, type Group } from '../../../src/features/model_input.ts';
import type { Blend } from '../../../src/profile/rank.ts';
import { judgeBlends, judgeFloor } from '../../../src/training/evaluate.ts';
import { rulesFloor } from '../../../src/training/floors.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { logLook } from './cache.ts';
import { casesOf, type Data } from './models.ts';
import { type Scored, scoredOf } from './scored.ts';

type WeightMap = ReadonlyMap<string, Float32Array>;

/** Parts of the model that sequences of ids say nothing about. */
export const NOT_IN_THIS_LOG = ['kinds of interaction', 'gaps', 'followed brands'];

/** What the weights look like without a part. */
const WITHOUT: Readonly<Record<string, (weights: WeightMap) => WeightMap>> = {
  'without neighbour vector': (weights) => zeroed(weights, (name) => name === 'mu'),
  'history fades by .7': (weights) => {
    const plain = withoutHistoryWeights(weights);
    return new Map(plain).set(
      'historyAge',
      plain.get('historyAge')!.map((_, age) => age * Math.log(0.7)),
    );
  },
  'history all alike': withoutHistoryWeights,
  'neighbours by count alone': (weights) =>
    zeroed(weights, (name) => name === 'graphQuery' || name === 'edgeKind'),
  'without self-attention': (weights) => zeroed(weights, (name) => name.endsWith('attention.output')),
  'without positions': (weights) => zeroed(weights, (name) => name === 'position'),
  'without interest tags': (weights) => withoutGroup(weights, 'tags'),
  'without basic information': (weights) => withoutGroup(weights, 'basic'),
};

/**
 * A model's folder as it is shipped with one part after the other knocked out, not retrained: its other
 * parts have learnt to rely on it.
 */
export async function knockOuts(data: Data, path: string): Promise<(readonly [string, Scored])[]> {
  const { manifest, weights, trained } = await readModelFolder(path);
  const { catalogue, neighbours, entities } = trained!;
  const index = indexCatalogue(catalogue, neighbours);
  const cases = casesOf(data, index, manifest.T);
  const { lambda, beta } = manifest;
  const judgeAll = async (changed: WeightMap, blends: readonly Blend[]) => {
    const startedAt = performance.now();
    const judged = { learnt: { weights: changed, table: entities }, shape: manifest, index };
    const report = showCount(process.stderr, 'tests', cases.length);
    return (await judgeBlends(cases, judged, blends, report)).map((judge) => scoredOf(judge, startedAt));
  };
  const blends: Record<string, Blend> = {
    'without neighbour score': { lambda: 0, beta },
    'without attribute similarity': { lambda, beta: 0 },
    'attention and graph alone': { lambda: 0, beta: 0 },
  };
  const ofBlends = await judgeAll(weights, Object.values(blends));
  const scored = Object.keys(blends).map((name, i) => [name, ofBlends[i]!] as const);
  for (const [name, change] of Object.entries(WITHOUT)) {
    const [one] = await judgeAll(change(weights), [{ lambda, beta }]);
    scored.push([name, one!]);
  }
  const startedAt = performance.now();
  const rules = judgeFloor(cases, index, rulesFloor(neighbours, index.V, manifest.neighbours));
  scored.push(['rules over its neighbours alone', scoredOf(rules, startedAt)]);
  for (const [name, { row }] of scored)
    await logLook({ data: data.name, model: basename(path), why: `bench:quality, ${name}` }, row);
  return scored;
}

const zeroed = (weights: WeightMap, isZeroed: (name: string) => boolean): WeightMap =>
  new Map(
    [...weights].map(([name, values]) => [name, isZeroed(name) ? new Float32Array(values.length) : values]),
  );

function withoutHistoryWeights(weights: WeightMap): WeightMap {
  return zeroed(weights, (name) => name.startsWith('history'));
}

/** With its gate so far closed that the sigmoid is 0. */
function withoutGroup(weights: WeightMap, group: Group): WeightMap {
  const gates = weights.get('gates')!.slice();
  gates[GROUPS.indexOf(group)] = -1e9;
  return new Map(weights).set('gates', gates);
}
