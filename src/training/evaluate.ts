import * as tf from '@tensorflow/tfjs-core';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import { toBatch } from '../model/batch.ts';
import { forward } from '../model/forward.ts';
import { score } from '../model/ops.ts';
import { type ModelShape, structureWeights, toTensors } from '../model/weights.ts';
import { type Attended, type Blend, blendScores } from '../profile/rank.ts';
import type { TestCase } from './examples.ts';
import type { Floor } from './floors.ts';
import { midRank, type RankingMetrics, rankingMetrics } from './metrics.ts';
import type { Learnt } from './train_loop.ts';

export interface AttendedProfile extends Attended {
  /** u + mu · neighbourhood. [D] */
  readonly profile: Float32Array;
}

const TOKENS = 2048;

/** One pass for each input, in order; batched by width. */
export async function attendAll(
  inputs: readonly ModelInput[],
  { weights, table }: Learnt,
  V: number,
  shape: ModelShape,
): Promise<AttendedProfile[]> {
  const { D } = shape;
  const tensors = toTensors(weights, shape);
  const structured = structureWeights(tensors, shape);
  const rows = tf.tensor2d(table, [table.length / D, D]);
  const results: AttendedProfile[] = new Array(inputs.length);
  for (const places of batchesOf(inputs)) {
    const batch = toBatch(places.map((place) => inputs[place]!));
    const { B, T } = batch;
    const packed = tf.tidy(() => {
      const out = forward(structured, rows, batch, shape, { queries: 'last' });
      const profile = tf.reshape(out.profile, [B, D]) as tf.Tensor2D; // [B, D]
      const scores = score(profile, tf.slice(rows, [0, 0], [V + 1, D])); // [B, V + 1]
      return tf.concat([profile, tf.reshape(out.history, [B, T]) as tf.Tensor2D, scores], 1);
    });
    const values = (await packed.data()) as Float32Array;
    tf.dispose([packed, ...Object.values(batch).filter((part) => part instanceof tf.Tensor)]);
    const width = D + T + V + 1;
    places.forEach((place, b) => {
      const row = values.subarray(b * width, (b + 1) * width);
      results[place] = {
        profile: row.slice(0, D),
        history: row.slice(D, D + T),
        scores: row.slice(D + T),
      };
    });
  }
  tf.dispose([rows, ...tensors.values()]);
  return results;
}

/** Metrics of the blend on the tests. */
export function evaluateBlend(
  cases: readonly TestCase[],
  attended: readonly Attended[],
  index: CatalogueIndex,
  blend: Blend,
): RankingMetrics {
  return rankingMetrics(
    cases.map(({ input, target, masked }, i) =>
      midRank(blendScores(attended[i]!, input, index, blend), target, masked),
    ),
  );
}

export function evaluateFloor(cases: readonly TestCase[], floor: Floor): RankingMetrics {
  return rankingMetrics(cases.map(({ history, target, masked }) => midRank(floor(history), target, masked)));
}

const STEPS = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128];

/**
 * The blend with the highest NDCG@10 on the tests. By NDCG and not by cross-entropy: what counts is the
 * top of the list. Ties go to the smaller weights.
 */
export function fitBlend(
  cases: readonly TestCase[],
  attended: readonly Attended[],
  index: CatalogueIndex,
): { blend: Blend; metrics: RankingMetrics } {
  // The blend is linear: its two extra terms are computed once, with weight 1, and then scaled.
  const parts = cases.map(({ input }, i) => {
    const silent = { history: attended[i]!.history, scores: new Float32Array(index.V + 1) };
    return {
      neighbour: blendScores(silent, input, index, { lambda: 1, beta: 0 }),
      attribute: blendScores(silent, input, index, { lambda: 0, beta: 1 }),
    };
  });
  let best: { blend: Blend; metrics: RankingMetrics } | undefined;
  const mixed = new Float32Array(index.V + 1);
  for (const lambda of STEPS) {
    for (const beta of STEPS) {
      const ranks = cases.map(({ target, masked }, i) => {
        const { scores } = attended[i]!;
        const { neighbour, attribute } = parts[i]!;
        for (let v = 0; v < mixed.length; v++)
          mixed[v] = scores[v]! + lambda * neighbour[v]! + beta * attribute[v]!;
        return midRank(mixed, target, masked);
      });
      const metrics = rankingMetrics(ranks);
      if (!best || metrics.ndcg10 > best.metrics.ndcg10) best = { blend: { lambda, beta }, metrics };
    }
  }
  return best!;
}

/** Places of inputs that share a width, about TOKENS positions a batch. */
function batchesOf(inputs: readonly ModelInput[]): number[][] {
  const byWidth = new Map<number, number[]>();
  inputs.forEach(({ T }, place) => {
    const group = byWidth.get(T);
    if (group) group.push(place);
    else byWidth.set(T, [place]);
  });
  return [...byWidth].flatMap(([T, places]) => {
    const size = Math.max(1, Math.floor(TOKENS / T));
    return Array.from({ length: Math.ceil(places.length / size) }, (_, i) =>
      places.slice(i * size, (i + 1) * size),
    );
  });
}
